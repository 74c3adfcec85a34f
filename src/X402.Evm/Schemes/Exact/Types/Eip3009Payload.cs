using X402.Evm.Payloads;
using X402.Reasons;

namespace X402.Evm.Schemes.Exact;

/// <summary>The scheme's record in a payment: an authorization and its signature (digest section 9.1). The same in both protocol versions.</summary>
/// <param name="Authorization">What was signed.</param>
/// <param name="Signature">The signature: 65 bytes of an account with a key, any other bytes of a contract wallet.</param>
[PaymentPayloadRecord]
[OtherPayloadKind("permit2Authorization")]
public sealed partial record Eip3009Payload(
    Eip3009Authorization Authorization,
    [PayloadMember(MinBytes = 1, MaxBytes = Eip3009Payload.MaxSignatureLength, Reason = nameof(PaymentReasons.ExactEvmFailedToParseSignature))] ReadOnlyMemory<byte> Signature)
{
    /// <summary>The longest signature that is read, in bytes (SG-28).</summary>
    public const int MaxSignatureLength = 4096;
}
