using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace X402.Diagnostics;

/// <summary>The one activity source and meter of the platform, and the names of the twelve steps of a payment.</summary>
public static class X402Telemetry
{
    /// <summary>The name to subscribe to, of both the source and the meter.</summary>
    public const string Name = "X402";

    /// <summary>Spans.</summary>
    public static ActivitySource ActivitySource { get; } = new(Name);

    /// <summary>Metrics.</summary>
    public static Meter Meter { get; } = new(Name);
}
