namespace X402.Generators.Tests.Samples;

/// <summary>A part of a quote.</summary>
public sealed class QuotePart
{
    public required string Name { get; init; }

    public DateTimeOffset? At { get; init; }

    public uint Pages { get; init; }
}
