using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Hosting;

/// <summary>A node between a facilitator and its chain that passes everything on, and says something else where a test wants it to.</summary>
internal sealed class LyingNode : IAsyncDisposable
{
    private readonly AnvilProcess _chain;
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private volatile bool _hasSent;

    private LyingNode(AnvilProcess chain)
    {
        _chain = chain;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    /// <summary>Given the method and the true result: what to say instead.</summary>
    public Func<string, JsonNode?, JsonNode?>? Lie { get; set; }

    /// <summary>Given the whole question and the true result: what to say instead, where more than the method has to be known.</summary>
    public Func<JsonObject, JsonNode?, JsonNode?>? Invent { get; set; }

    /// <summary>Does something else than to answer; returns whether an answer is due all the same.</summary>
    public Func<HttpContext, Task<bool>>? Misbehave { get; set; }

    /// <summary>Whether it is honest until it has passed a transaction on; every time this is set it begins anew.</summary>
    public bool WaitsForTransaction
    {
        get;
        set => (field, _hasSent) = (value, false);
    }

    private bool IsBad => !WaitsForTransaction || _hasSent;

    public static async Task<LyingNode> StartAsync(AnvilProcess chain)
    {
        var node = new LyingNode(chain);
        await node._app.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var question = await reader.ReadToEndAsync(context.RequestAborted);
        if (IsBad && Misbehave is { } misbehave && !await misbehave(context))
            return;
        using var content = new StringContent(question, null, "application/json");
        using var answer = await _http.PostAsync(_chain.RpcUrl, content, context.RequestAborted);
        var text = await answer.Content.ReadAsStringAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        var isBad = IsBad;
        _hasSent |= question.Contains("eth_sendRawTransaction", StringComparison.Ordinal);
        await context.Response.WriteAsync(isBad && (Lie is not null || Invent is not null) ? Change(JsonNode.Parse(question)!, JsonNode.Parse(text)!) : text, context.RequestAborted);
    }

    private string Change(JsonNode question, JsonNode answer)
    {
        var questions = (question as JsonArray ?? [question.DeepClone()]).ToDictionary(static call => (int)call!["id"]!, static call => call!.AsObject());
        foreach (var item in answer is JsonArray batch ? batch.ToArray() : [answer])
        {
            if (item is not JsonObject call || !call.ContainsKey("result"))
                continue;
            var asked = questions[(int)call["id"]!];
            if (Lie is { } lie)
                call["result"] = lie((string)asked["method"]!, call["result"]?.DeepClone());
            if (Invent is { } invent)
                call["result"] = invent(asked, call["result"]?.DeepClone());
        }
        return answer.ToJsonString();
    }
}
