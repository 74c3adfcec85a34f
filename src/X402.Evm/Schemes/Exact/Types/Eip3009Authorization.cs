using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.Exact;

/// <summary>What the payer signs: the transfer of an exact amount, once, inside a time window (EIP-3009, digest section 9.1).</summary>
/// <param name="From">The payer.</param>
/// <param name="To">The recipient.</param>
/// <param name="Value">The amount in atomic units.</param>
/// <param name="ValidAfter">It is valid after this time, in seconds since 1970.</param>
/// <param name="ValidBefore">It is valid before this time, in seconds since 1970.</param>
/// <param name="Nonce">32 random bytes; the token accepts each once per payer.</param>
[PaymentPayloadRecord]
[Eip712Struct("TransferWithAuthorization")]
public readonly partial record struct Eip3009Authorization(EvmAddress From, EvmAddress To, UInt256 Value, UInt256 ValidAfter, UInt256 ValidBefore, Hash32 Nonce);
