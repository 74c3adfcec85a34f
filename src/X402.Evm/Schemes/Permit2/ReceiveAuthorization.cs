using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.Permit2;

/// <summary>An EIP-3009 transfer that only its recipient may execute: for contracts that collect tokens.</summary>
/// <param name="From">The payer.</param>
/// <param name="To">The contract.</param>
/// <param name="Value">The amount in atomic units.</param>
/// <param name="ValidAfter">It is valid after this time, in seconds since 1970.</param>
/// <param name="ValidBefore">It is valid before this time, in seconds since 1970.</param>
/// <param name="Nonce">32 bytes; the token accepts each once per payer.</param>
[PaymentPayloadRecord]
[Eip712Struct("ReceiveWithAuthorization")]
public readonly partial record struct ReceiveAuthorization(EvmAddress From, EvmAddress To, UInt256 Value, UInt256 ValidAfter, UInt256 ValidBefore, Hash32 Nonce);
