namespace X402.Facilitator;

/// <summary>One customer of the facilitator and what it may do.</summary>
public sealed class MerchantOptions
{
    /// <summary>The name in logs and errors of the configuration.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// The keys it may present (<c>Authorization: Bearer</c> or <c>X-Api-Key</c>), at least 16 characters each; two of them allow a rotation
    /// without interruption. Keep them in user secrets or a vault.
    /// </summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>The recipients it may settle to; empty means any.</summary>
    public IList<string> PayTo { get; } = [];

    /// <summary>The assets it may settle in; empty means any.</summary>
    public IList<string> Assets { get; } = [];

    /// <summary>The CAIP-2 networks it may settle on; empty means any.</summary>
    public IList<string> Networks { get; } = [];

    /// <summary>Requests per second over all its callers; 0, the default, is no limit. As many may come at once.</summary>
    public int RequestsPerSecond { get; set; }
}
