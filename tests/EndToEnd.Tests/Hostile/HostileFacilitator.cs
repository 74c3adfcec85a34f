using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace X402.EndToEnd.Tests.Hostile;

/// <summary>Stands before the real facilitator and passes everything on, except that <c>/settle</c> is answered as a test says.</summary>
internal sealed class HostileFacilitator : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Uri _honest;
    private readonly WebApplication _app;

    private HostileFacilitator(Uri honest)
    {
        _honest = honest;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.Single());

    /// <summary>What it does with a settlement instead of passing it on.</summary>
    public Func<HttpContext, Func<Task<JsonObject>>, Task>? OnSettle { get; set; }

    public static async Task<HostileFacilitator> StartAsync(Uri honest)
    {
        var facilitator = new HostileFacilitator(honest);
        await facilitator._app.StartAsync(TestContext.Current.CancellationToken);
        return facilitator;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (path == "/settle" && OnSettle is { } hostile)
        {
            await hostile(context, async () => JsonNode.Parse((await AskAsync("POST", path, body)).Body)!.AsObject());
            return;
        }
        var (status, answer) = await AskAsync(context.Request.Method, path, body);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    // whoever turns away from us, the honest one finishes what it was asked for
    private async Task<(int Status, string Body)> AskAsync(string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_honest, path));
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, CancellationToken.None);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(CancellationToken.None));
    }
}
