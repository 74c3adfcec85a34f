using X402.Protocol;

namespace X402.Client;

/// <summary>What a 402 answer turned out to be: an offer, a malformed one (with the error), or none of this protocol (neither).</summary>
internal readonly record struct OfferReading(PaymentRequired? Offer, string? Error)
{
    public static OfferReading NotX402 => default;

    public static OfferReading Malformed(string error) => new(null, error);
}
