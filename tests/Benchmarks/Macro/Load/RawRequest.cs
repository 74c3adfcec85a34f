using System.Globalization;
using System.Text;

namespace Benchmarks.Macro.Load;

/// <summary>Makes the bytes of requests before anything is measured.</summary>
internal static class RawRequest
{
    public static byte[] Get(Uri url, string? header = null, string? value = null) =>
        Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nAccept: */*\r\n{(header is null ? "" : $"{header}: {value}\r\n")}\r\n");

    public static byte[] Post(Uri url, ReadOnlySpan<byte> json)
    {
        var head = Encoding.ASCII.GetBytes(
            $"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: {json.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n");
        return [.. head, .. json];
    }
}
