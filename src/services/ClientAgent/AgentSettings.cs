using X402.Money;

namespace X402.ClientAgent;

/// <summary>What the agent is to do.</summary>
/// <param name="Server">The server; only its origin counts, unless <paramref name="Path"/> is null.</param>
/// <param name="Path">What to buy there; <see langword="null"/> to look into the server's catalogue.</param>
/// <param name="City">Which city's weather.</param>
/// <param name="Loop">Whether to go on buying.</param>
/// <param name="Interval">The pause between two purchases of a loop.</param>
/// <param name="Budget">The most to spend in this run, in 10^-18 dollars.</param>
internal sealed record AgentSettings(Uri Server, string? Path, string City, bool Loop, TimeSpan Interval, UInt256 Budget)
{
    /// <summary>The catalogue to list, or to call from; <see langword="null"/> for the server's own.</summary>
    public Uri? Catalogue { get; init; }

    /// <summary>What of the catalogue to call, for example <c>GET /weather/{city}</c>.</summary>
    public string? Call { get; init; }

    /// <summary>What to call it with.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether to show what is sold, and buy nothing.</summary>
    public bool ListsOnly => Catalogue is not null && Call is null;
}
