using System.Net.Sockets;
using System.Text;

namespace X402.AspNetCore.Tests.Support;

/// <summary>HTTP/1.1 byte by byte: spellings a client library would mend, and everything that really left the server.</summary>
internal static class RawHttp
{
    /// <summary>Sends a request and reads until the server closes.</summary>
    public static async Task<string> SendAsync(Uri address, string requestLine, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var request = $"{requestLine} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // a server that has no use for the rest of a request may reset the connection after its answer
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public static int StatusOf(string answer) => int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
}
