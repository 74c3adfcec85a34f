using X402.Protocol;

namespace X402.Client;

/// <summary>An offer with this client's answers to its extensions.</summary>
/// <param name="Offer">The offer; what is signed copies its extensions.</param>
/// <param name="Nonce">The nonce the payment must have; empty where the scheme chooses.</param>
internal readonly record struct ExtensionAnswer(PaymentRequired Offer, ReadOnlyMemory<byte> Nonce);
