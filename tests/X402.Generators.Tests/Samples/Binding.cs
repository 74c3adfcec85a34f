using System.Text.Json.Serialization;

namespace X402.Generators.Tests.Samples;

/// <summary>How a book is bound.</summary>
public enum Binding
{
    [JsonStringEnumMemberName("hardcover")]
    Hardcover,
    Paper_Back,
}
