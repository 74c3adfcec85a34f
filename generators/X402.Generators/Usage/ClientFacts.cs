using Microsoft.CodeAnalysis;

namespace X402.Generators.Usage;

/// <summary>What is said about an HTTP client.</summary>
internal sealed class ClientFacts
{
    /// <summary>Whether it pays or settles.</summary>
    public bool IsPaying { get; set; }

    /// <summary>Where it is told to repeat requests, and by what.</summary>
    public List<(Location Location, string Name)> Repeats { get; } = [];

    /// <summary>Whether the handlers that all clients get are taken away from it.</summary>
    public bool IsCleared { get; set; }

    /// <summary>Where it is told to pay.</summary>
    public Location? Payments { get; set; }
}
