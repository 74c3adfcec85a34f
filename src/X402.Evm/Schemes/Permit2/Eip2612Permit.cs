using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.Permit2;

/// <summary>An allowance that is granted by signature (EIP-2612), for tokens that Permit2 may not take yet.</summary>
/// <param name="Owner">The payer.</param>
/// <param name="Spender">Who may take the tokens.</param>
/// <param name="Value">The allowance in atomic units.</param>
/// <param name="Nonce">The owner's next nonce at the token.</param>
/// <param name="Deadline">It is valid until this time, in seconds since 1970.</param>
[PaymentPayloadRecord]
[Eip712Struct("Permit")]
public readonly partial record struct Eip2612Permit(EvmAddress Owner, EvmAddress Spender, UInt256 Value, UInt256 Nonce, UInt256 Deadline);
