using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using X402.Facilitators;

namespace X402.Tests.Facilitators;

/// <summary>A facilitator on loopback that behaves as a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedFacilitator : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private ScriptedFacilitator(WebApplication app, string path)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single() + path);
        _client = new HttpClient(HttpFacilitator.CreateHandler()) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public ConcurrentQueue<Request> Requests { get; } = [];

    public static Task<ScriptedFacilitator> StartAsync(int status, string body, string path = "") =>
        StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        }, path);

    public static async Task<ScriptedFacilitator> StartAsync(RequestDelegate behave, string path = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        ScriptedFacilitator? facilitator = null;
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            facilitator!.Requests.Enqueue(new($"{context.Request.Method} {context.Request.Path}", body, context.Request.Headers["Prefer"].ToString(), context.Request.ContentType));
            await behave(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return facilitator = new(app, path);
    }

    public HttpFacilitator Client(TimeProvider? time = null) => new(_client, time ?? TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    internal sealed record Request(string Line, string Body, string Prefer, string? ContentType);
}
