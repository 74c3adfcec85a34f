namespace X402;

/// <summary>What a paid endpoint of a <see cref="PaidApiAttribute"/> costs. What is left out comes from the server's options.</summary>
/// <param name="route">The path, with parameters in braces: <c>/weather/{city}</c>.</param>
/// <param name="price">The price as a person writes it, for example <c>$0.01</c> or <c>0.01 USDC</c>.</param>
public abstract class PaidEndpointAttribute(string route, string price) : Attribute
{
    /// <summary>The path.</summary>
    public string Route => route;

    /// <summary>The price.</summary>
    public string Price => price;

    /// <summary>A sentence for the buyer.</summary>
    public string? Description { get; set; }

    /// <summary>The CAIP-2 network, for example <c>eip155:8453</c>.</summary>
    public string? Network { get; set; }

    /// <summary>The recipient.</summary>
    public string? PayTo { get; set; }

    /// <summary>The payment scheme, for example <c>exact</c>.</summary>
    public string? Scheme { get; set; }

    /// <summary>How long settlement may take, in seconds; 0 takes the server's.</summary>
    public int MaxTimeoutSeconds { get; set; }
}
