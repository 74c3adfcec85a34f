using X402.Evm.Payloads;

namespace X402.Evm.Schemes.Exact;

/// <summary>The exact scheme's record in a payment through Permit2.</summary>
/// <param name="Permit2Authorization">What was signed.</param>
/// <param name="Signature">The payer's signature.</param>
[PaymentPayloadRecord]
public sealed partial record ExactPermit2Payload(ExactPermit2Authorization Permit2Authorization, [PayloadMember(MinBytes = 1, MaxBytes = Eip3009Payload.MaxSignatureLength)] ReadOnlyMemory<byte> Signature);
