using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.Exact;

/// <summary>What a Permit2 signature for the exact scheme says besides: whom to pay.</summary>
/// <param name="To">The recipient.</param>
/// <param name="ValidAfter">It is valid after this time, in seconds since 1970.</param>
[PaymentPayloadRecord]
[Eip712Struct("Witness")]
public readonly partial record struct ExactWitness(EvmAddress To, UInt256 ValidAfter);
