using Microsoft.CodeAnalysis;

namespace X402.Generators.Usage;

/// <summary>What is said about an endpoint or a group.</summary>
internal sealed class EndpointFacts
{
    /// <summary>How it is paid.</summary>
    public PaymentFact? Payment { get; set; }

    /// <summary>Where its answers are told to be cached, and by what.</summary>
    public (Location Location, string Name)? Cache { get; set; }

    /// <summary>Where its handler is mapped, and the stream that it answers.</summary>
    public (Location Location, string Type)? Stream { get; set; }

    /// <summary>A payment that is required.</summary>
    /// <param name="Location">Where.</param>
    /// <param name="HoldsBack">Whether the bytes are certainly held back until the settlement.</param>
    internal sealed record PaymentFact(Location Location, bool HoldsBack);
}
