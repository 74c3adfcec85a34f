using X402.Evm.Payloads;
using X402.Evm.Schemes.Permit2;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.Exact;

/// <summary>What the payer of an exact payment signs for Permit2.</summary>
/// <param name="From">The payer.</param>
/// <param name="Permitted">The token and the amount.</param>
/// <param name="Spender">The contract that may take the tokens.</param>
/// <param name="Nonce">A number that Permit2 accepts once per payer.</param>
/// <param name="Deadline">It is valid until this time, in seconds since 1970.</param>
/// <param name="Witness">What is signed besides.</param>
[PaymentPayloadRecord]
[Eip712Struct("PermitWitnessTransferFrom")]
public readonly partial record struct ExactPermit2Authorization([NotSigned] EvmAddress From, TokenPermissions Permitted, EvmAddress Spender, UInt256 Nonce, UInt256 Deadline, ExactWitness Witness);
