using X402.Protocol;

namespace X402.Client;

/// <summary>One call that turned out to cost money.</summary>
/// <param name="Request">The caller's request.</param>
/// <param name="Target">Who asks for the money, after redirects.</param>
/// <param name="Offer">What is asked for.</param>
/// <param name="Fingerprint">The hash of the request.</param>
/// <param name="Started">The timestamp of its start.</param>
internal sealed record PurchaseAttempt(ReplayableRequest Request, RequestTarget Target, PaymentRequired Offer, string Fingerprint, long Started)
{
    /// <summary>The identifier of an earlier payment for the same purchase that came to nothing.</summary>
    public string? Identifier { get; init; }

    /// <summary>For people and logs: method, origin and path, without the query.</summary>
    public string Description { get; } = Describe(Target);

    public static string Describe(RequestTarget target) => $"{target.Method} {target.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}";
}
