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
/// <param name="Fingerprint">Of everything: 64 hexadecimal digits.</param>
/// <param name="BodyHash">The SHA-256 of the body alone.</param>
internal sealed record RequestDigest(string Fingerprint, byte[] BodyHash)
{
    private const int BufferThreshold = 64 * 1024;

    private static readonly byte[] s_noBody = SHA256.HashData([]);

    /// <summary>Computes the digest. Reads the body into a buffer that the handler reads again.</summary>
    /// <returns>The digest, or <see langword="null"/> when the body exceeds the limit.</returns>
    public static async ValueTask<RequestDigest?> ComputeAsync(HttpContext context, long bodyLimit)
    {
        var request = context.Request;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false } && request.ContentLength != 0;
        var body = s_noBody;
        if (hasBody)
        {
            if (request.ContentLength > bodyLimit || await HashBodyAsync(context, hash, bodyLimit) is not { } hashed)
                return null;
            body = hashed;
        }

        Append(hash, request.Method);
        Append(hash, request.PathBase.Add(request.Path).ToUriComponent());
        Append(hash, request.QueryString.Value ?? "");
        if (hasBody)
        {
            Append(hash, request.ContentType ?? "");
            hash.AppendData(body);
        }
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()), body);
    }

    private static async ValueTask<byte[]?> HashBodyAsync(HttpContext context, IncrementalHash hash, long limit)
    {
        var request = context.Request;
        request.EnableBuffering(BufferThreshold);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            long total = 0;
            for (int read; (read = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
            {
                total += read;
                if (total > limit)
                    return null;
                hash.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        request.Body.Position = 0;
        return hash.GetHashAndReset();
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
