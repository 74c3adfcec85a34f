using System.Text.Json.Serialization;

#pragma warning disable CS1573 // not everything is documented, as in life

namespace X402.Generators.Tests.Samples;

/// <summary>What a book costs.</summary>
/// <param name="Title">The title.</param>
public sealed record Quote(
    string Title,
    [property: JsonPropertyName("book-id")] Guid Id,
    Binding Binding,
    DateOnly? Printed,
    IReadOnlyDictionary<string, decimal> Prices,
    IReadOnlyList<QuotePart> Parts,
    byte[] Cover,
    Quote? Better)
{
    [JsonIgnore]
    public string? InternalNote { get; init; }

    /// <summary>Made of the others.</summary>
    public bool IsCheap => Prices.Count == 0;
}
