using X402.Evm.Payloads;

namespace X402.Evm.Schemes.Upto;

/// <summary>The upto scheme's record in a payment.</summary>
/// <param name="Permit2Authorization">What was signed.</param>
/// <param name="Signature">The payer's signature.</param>
[PaymentPayloadRecord]
public sealed partial record UptoPermit2Payload(UptoPermit2Authorization Permit2Authorization, [PayloadMember(MinBytes = 1, MaxBytes = Exact.Eip3009Payload.MaxSignatureLength)] ReadOnlyMemory<byte> Signature);
