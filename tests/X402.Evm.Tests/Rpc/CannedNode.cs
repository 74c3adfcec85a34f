using System.Net;
using System.Net.Sockets;
using System.Text;

namespace X402.Evm.Tests.Rpc;

/// <summary>A real HTTP server on the loopback that answers every request with the same text, or never.</summary>
internal sealed class CannedNode : IDisposable
{
    private readonly HttpListener _listener = new();

    private CannedNode(Uri address, int status, string? body, string? encoding = null)
    {
        Address = address;
        _listener.Prefixes.Add(address.ToString());
        _listener.Start();
        _ = ServeAsync(status, body, encoding);
    }

    public Uri Address { get; }

    public List<string> Requests { get; } = [];

    public static CannedNode Answering(string body, int status = 200) => new(FreeAddress(), status, body);

    /// <summary>Says that the body is compressed, which it is not.</summary>
    public static CannedNode Pretending(string encoding, string body) => new(FreeAddress(), 200, body, encoding);

    public static CannedNode Silent() => new(FreeAddress(), 200, null);

    public void Dispose() => _listener.Close();

    private async Task ServeAsync(int status, string? body, string? encoding)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                Requests.Add(await reader.ReadToEndAsync());
                if (body is null)
                    continue;
                context.Response.StatusCode = status;
                if (encoding is not null)
                    context.Response.AddHeader("Content-Encoding", encoding);
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
        {
            // the test is over
        }
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }
}
