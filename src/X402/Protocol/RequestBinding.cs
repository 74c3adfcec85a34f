using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace X402.Protocol;

/// <summary>
/// The extension <c>request-binding</c> of this platform: the nonce of a payment is a commitment to the request it pays for, so that the payment
/// is worth nothing for any other request, whoever holds it (SG-04).
/// </summary>
/// <remarks>
/// <para>The server declares <c>info: {"required": bool}</c>. The client adds <c>info.nonce</c>, 16 to 64 fresh random bytes as <c>0x</c> and
/// hexadecimal digits, and signs with the nonce <see cref="Commit"/> gives. Both know the rest: the resource's URL is that of the offer
/// (<c>resource.url</c>) with the query of the request.</para>
/// <para>The commitment is the SHA-256 of the UTF-8 text <c>x402-request-binding/1</c>, the method and the URL, each followed by a line feed; then
/// the 32 bytes of the SHA-256 of the body; then the client's nonce. It is written as the nonce of the authorization, 32 bytes.</para>
/// </remarks>
public static class RequestBinding
{
    /// <summary>The extension's name on the wire.</summary>
    public const string ExtensionName = "request-binding";

    /// <summary>The member of <c>info</c> that holds the client's fresh nonce.</summary>
    public const string Member = "nonce";

    /// <summary>The fewest bytes of a client's nonce.</summary>
    public const int MinNonceBytes = 16;

    /// <summary>The most bytes of a client's nonce.</summary>
    public const int MaxNonceBytes = 64;

    private const string Domain = "x402-request-binding/1";

    /// <summary>The 32 bytes that bind a payment to a request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="url">The URL as <see cref="UrlOf"/> gives it.</param>
    /// <param name="bodyHash">The SHA-256 of the body; that of nothing for a request without one.</param>
    /// <param name="clientNonce">What makes two purchases of the same thing different.</param>
    public static byte[] Commit(string method, string url, ReadOnlySpan<byte> bodyHash, ReadOnlySpan<byte> clientNonce)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // neither a method nor a URL can contain a line feed
        hash.AppendData(Encoding.UTF8.GetBytes($"{Domain}\n{method}\n{url}\n"));
        hash.AppendData(bodyHash);
        hash.AppendData(clientNonce);
        return hash.GetHashAndReset();
    }

    /// <summary>The URL that is bound: the resource as its server names it, with the whole query of the request.</summary>
    /// <param name="resourceUrl">The resource; a query of its own, which servers may shorten, is left out.</param>
    /// <param name="query">The query with its question mark, or nothing.</param>
    public static string UrlOf(string resourceUrl, string? query)
    {
        ArgumentNullException.ThrowIfNull(resourceUrl);
        var end = resourceUrl.AsSpan().IndexOfAny('?', '#');
        var url = end < 0 ? resourceUrl : resourceUrl[..end];
        return query is { Length: > 1 } ? url + query : url;
    }

    /// <summary>Reads a client's nonce.</summary>
    public static bool TryReadNonce(string? text, [NotNullWhen(true)] out byte[]? nonce)
    {
        nonce = null;
        if (text is null || !text.StartsWith("0x", StringComparison.Ordinal) || text.Length is < 2 + (2 * MinNonceBytes) or > 2 + (2 * MaxNonceBytes) || text.Length % 2 != 0)
            return false;
        var bytes = new byte[(text.Length - 2) / 2];
        if (Convert.FromHexString(text.AsSpan(2), bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        nonce = bytes;
        return true;
    }
}
