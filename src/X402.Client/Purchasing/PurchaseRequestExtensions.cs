using X402.Protocol;

namespace X402.Client;

/// <summary>What a caller can say about a purchase.</summary>
public static class PurchaseRequestExtensions
{
    internal static HttpRequestOptionsKey<string> KeyOption { get; } = new("X402.PurchaseKey");

    internal static HttpRequestOptionsKey<string> IdentifierOption { get; } = new("X402.PaymentIdentifier");

    /// <summary>
    /// Names the purchase: one name is paid for at most once, however often and from wherever the request is repeated. Once it is settled, a
    /// repetition sends the same payment, and the server delivers again or refuses.
    /// </summary>
    /// <remarks>
    /// Without a name, a request repeats its predecessor only while that one's outcome is open; after that an equal request is a new purchase.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="key">For example an order number; unique per HTTP client name.</param>
    public static HttpRequestMessage SetPurchaseKey(this HttpRequestMessage request, string key)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(key);
        request.Options.Set(KeyOption, key);
        return request;
    }

    /// <summary>
    /// Chooses the identifier that is sent where the server accepts one (extension <c>payment-identifier</c>). Without this call it is made from the
    /// purchase's name (<see cref="SetPurchaseKey"/>), or random and the same for all payments of one purchase.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="identifier">16 to 128 letters, digits, hyphens and underscores; the server remembers it together with the payer.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static HttpRequestMessage SetPaymentIdentifier(this HttpRequestMessage request, string identifier)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!PaymentIdentifier.IsValid(identifier))
            throw new ArgumentException($"A payment identifier has {PaymentIdentifier.MinLength} to {PaymentIdentifier.MaxLength} letters, digits, hyphens and underscores.", nameof(identifier));
        request.Options.Set(IdentifierOption, identifier);
        return request;
    }
}
