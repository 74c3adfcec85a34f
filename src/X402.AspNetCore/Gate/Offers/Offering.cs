namespace X402.AspNetCore.Gate.Offers;

/// <summary>What a request can be sold for, or why it cannot.</summary>
/// <param name="Offers">The offers.</param>
/// <param name="Refusal">Why a price cannot be made for this very request; <see langword="null"/> where nothing can be sold at all now.</param>
internal readonly record struct Offering(OfferSet? Offers, AnswerRefusal? Refusal = null);
