using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace X402.Protocol;

/// <summary>The protocol extension <c>payment-identifier</c> (digest section 16.2): the buyer's own name for a purchase.</summary>
public static class PaymentIdentifier
{
    /// <summary>The extension's name on the wire.</summary>
    public const string ExtensionName = "payment-identifier";

    /// <summary>The member of <c>info</c> that holds the identifier.</summary>
    public const string Member = "id";

    /// <summary>The fewest characters.</summary>
    public const int MinLength = 16;

    /// <summary>The most characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> s_characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Whether a text is an identifier: 16 to 128 letters, digits, hyphens and underscores.</summary>
    public static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: >= MinLength and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(s_characters);
}
