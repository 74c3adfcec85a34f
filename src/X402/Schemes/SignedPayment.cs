using X402.Protocol;

namespace X402.Schemes;

/// <summary>A payment ready to be sent.</summary>
/// <param name="Payload">What goes into the payment header.</param>
/// <param name="Identity">Its identity, for the purchase journal: the same purchase is retried with the same payment only.</param>
public sealed record SignedPayment(PaymentPayload Payload, PaymentIdentity Identity);
