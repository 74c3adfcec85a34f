using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using X402.TestSupport.Processes;

namespace X402.Contracts.Tests.Deployment;

/// <summary>A node as public networks have them: a real chain behind it, and none of Anvil's own methods.</summary>
internal sealed class PublicNode : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new();
    private readonly Uri _chain;
    private readonly Task _serving;

    public PublicNode(Uri chain)
    {
        _chain = chain;
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>The methods that were called, in order.</summary>
    public ConcurrentQueue<string> Called { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _http.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var request = await JsonDocument.ParseAsync(context.Request.InputStream);
                var answer = await AnswerAsync(request.RootElement);
                await context.Response.OutputStream.WriteAsync(answer);
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task<byte[]> AnswerAsync(JsonElement request)
    {
        var method = request.GetProperty("method").GetString()!;
        Called.Enqueue(method);
        if (!method.StartsWith("eth_", StringComparison.Ordinal))
        {
            var id = request.GetProperty("id").GetInt32();
            return Encoding.UTF8.GetBytes($$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32601,"message":"Method not found"}}""");
        }

        using var content = new StringContent(request.GetRawText(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(_chain, content);
        return await response.Content.ReadAsByteArrayAsync();
    }
}
