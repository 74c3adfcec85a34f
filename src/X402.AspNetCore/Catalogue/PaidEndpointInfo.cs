using X402.Protocol;

namespace X402.AspNetCore;

/// <summary>One paid endpoint, for buyers and operators.</summary>
/// <param name="Name">Methods and route pattern.</param>
/// <param name="Route">The route pattern, for example <c>/weather/{city}</c>.</param>
/// <param name="Methods">The methods it answers; none means all.</param>
/// <param name="Prices">The prices as people read them; empty where they depend on the request.</param>
/// <param name="Description">A sentence for the buyer.</param>
/// <param name="MimeType">The media type of the paid answer.</param>
/// <param name="Accepts">The offers as the 402 answer makes them; empty where they depend on the request or are not known yet.</param>
public sealed record PaidEndpointInfo(
    string Name,
    string Route,
    IReadOnlyList<string> Methods,
    IReadOnlyList<string> Prices,
    string? Description,
    string? MimeType,
    IReadOnlyList<PaymentRequirements> Accepts)
{
    /// <summary>How it is called and what it answers, where the endpoint says so.</summary>
    public EndpointDiscovery? Discovery { get; init; }
}
