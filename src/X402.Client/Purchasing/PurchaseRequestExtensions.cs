namespace X402.Client;

/// <summary>What a caller can say about a purchase.</summary>
public static class PurchaseRequestExtensions
{
    internal static HttpRequestOptionsKey<string> KeyOption { get; } = new("X402.PurchaseKey");

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
}
