using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace X402.EndToEnd.Tests.Support;

/// <summary>Stands between resource server and facilitator: writes down what they say to each other, and can hold a message back.</summary>
internal sealed class FacilitatorProxy : IAsyncDisposable
{
    private readonly ConcurrentQueue<FacilitatorExchange> _exchanges = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private WebApplication? _app;

    /// <summary>Where the resource server finds it.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Where the messages go.</summary>
    public Uri? Facilitator { get; set; }

    /// <summary>Called with the path before a request is passed on; what it waits for holds the request up.</summary>
    public Func<string, Task>? Asking { get; set; }

    /// <summary>Called with the path when the facilitator has answered and the resource server does not know yet.</summary>
    public Func<string, Task>? Answering { get; set; }

    /// <summary>Everything that was said about one payment, by its nonce, in order.</summary>
    public IReadOnlyList<FacilitatorExchange> About(string nonce) => [.. _exchanges.Where(exchange => exchange.RequestText.Contains(nonce, StringComparison.OrdinalIgnoreCase))];

    public static async Task<FacilitatorProxy> StartAsync()
    {
        var proxy = new FacilitatorProxy();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        proxy._app = builder.Build();
        proxy._app.Run(proxy.PassAsync);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        proxy.Url = new Uri(proxy._app.Urls.Single());
        return proxy;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (Asking is { } asking)
            await asking(path).WaitAsync(context.RequestAborted);
        try
        {
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(Facilitator!, path));
            if (body.Length > 0)
                request.Content = new StringContent(body, null, "application/json");
            foreach (var header in new[] { "Prefer", "traceparent" })
                request.Headers.TryAddWithoutValidation(header, context.Request.Headers[header].ToArray());
            using var answer = await _http.SendAsync(request, context.RequestAborted);
            var text = await answer.Content.ReadAsStringAsync(context.RequestAborted);
            _exchanges.Enqueue(new(path, body, (int)answer.StatusCode, text));
            if (Answering is { } answering)
                await answering(path).WaitAsync(context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(text, context.RequestAborted);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // one of the two is gone: the other sees a broken connection, as without us
            context.Abort();
        }
    }
}
