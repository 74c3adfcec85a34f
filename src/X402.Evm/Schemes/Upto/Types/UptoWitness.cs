using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.Upto;

/// <summary>What a Permit2 signature for the upto scheme says besides: whom to pay, and who settles.</summary>
/// <param name="To">The recipient.</param>
/// <param name="Facilitator">The account that may settle.</param>
/// <param name="ValidAfter">It is valid after this time, in seconds since 1970.</param>
[PaymentPayloadRecord]
[Eip712Struct("Witness")]
public readonly partial record struct UptoWitness(EvmAddress To, EvmAddress Facilitator, UInt256 ValidAfter);
