using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace X402.AspNetCore.Gate;

/// <summary>
/// The digest of what is bought: method, path with query, and for requests with a body its media type and content.
/// A payment that bought one thing never buys another (SG-04).
/// </summary>
internal static class RequestFingerprint
{
    private const int BufferThreshold = 64 * 1024;

    /// <summary>Computes the digest. Reads the body into a buffer that the handler reads again.</summary>
    /// <returns>64 hexadecimal digits, or <see langword="null"/> when the body exceeds the limit.</returns>
    public static async ValueTask<string?> ComputeAsync(HttpContext context, long bodyLimit)
    {
        var request = context.Request;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, request.Method);
        Append(hash, request.PathBase.Add(request.Path).ToUriComponent());
        Append(hash, request.QueryString.Value ?? "");
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || request.ContentLength == 0)
            return Convert.ToHexStringLower(hash.GetHashAndReset());

        if (request.ContentLength > bodyLimit)
            return null;
        Append(hash, request.ContentType ?? "");
        request.EnableBuffering(BufferThreshold);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            long total = 0;
            for (int read; (read = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
            {
                total += read;
                if (total > bodyLimit)
                    return null;
                hash.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        // the separator keeps "GET" + "/a" apart from "GET/" + "a"
        Span<byte> separator = [0];
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(bytes);
        hash.AppendData(separator);
    }
}
