using X402.Protocol;

namespace X402.Services.Payments.Trying;

/// <summary>A payment, with everything that it was made of.</summary>
/// <param name="Accepted">The offer that was chosen.</param>
/// <param name="Members">What is signed, by name.</param>
/// <param name="TypedData">The same as wallets show it, JSON.</param>
/// <param name="Digest">The EIP-712 digest, which is what the key signs.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Header">The value of the payment header, base64.</param>
public sealed record TrialPayment(
    PaymentRequirements Accepted,
    IReadOnlyDictionary<string, string> Members,
    string TypedData,
    string Digest,
    string Signature,
    string Header);
