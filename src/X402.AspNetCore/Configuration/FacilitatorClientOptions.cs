namespace X402.AspNetCore;

/// <summary>How the facilitator is reached.</summary>
public sealed class FacilitatorClientOptions
{
    /// <summary>Its base URL, for example <c>https://facilitator.example.com</c>; names of service discovery work too.</summary>
    public string? Url { get; set; }

    /// <summary>
    /// Allows plain HTTP to a host that is neither loopback nor a single-label name of an internal network. Whoever is in between could then
    /// forge "settled" (SG-33).
    /// </summary>
    public bool AllowInsecureHttp { get; set; }

    /// <summary>An API key, sent as <c>Authorization: Bearer</c> to this facilitator only. From user secrets or a vault, never from source.</summary>
    public string? ApiKey { get; set; }
}
