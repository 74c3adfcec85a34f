using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Local.Http;

/// <summary>
/// Tells the application's own dashboard, the resource named <c>payments</c>, about the resources, and takes commands from it:
/// <c>GET /resources</c>, <c>GET /resources/{id}/logs</c> (server-sent events), <c>POST /resources/{id}/commands/{name}</c>.
/// </summary>
/// <remarks>
/// Listens on 127.0.0.1 only, and answers only to those who have the token, a new one in every run: other users of the
/// machine can reach the port, and so can web pages in a browser. Values of parameters and environments are never told.
/// </remarks>
internal sealed class ResourcesServer
{
    private const string Dashboard = "payments";
    private const string UrlVariable = "X402_RESOURCES_URL";
    private const string TokenVariable = "X402_RESOURCES_TOKEN";

    private readonly TaskCompletionSource<string> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _token = RandomNumberGenerator.GetHexString(64, lowercase: true);
    private readonly byte[] _authorization;
    private readonly ReplicaRegistry _registry;
    private readonly ReplicaServices _services;

    private ResourcesServer(ReplicaRegistry registry, ReplicaServices services)
    {
        _registry = registry;
        _services = services;
        _authorization = Encoding.ASCII.GetBytes($"Bearer {_token}");
    }

    /// <summary>A server if the application has a dashboard, which is then told address and token.</summary>
    public static ResourcesServer? For(DistributedApplicationModel model, ReplicaRegistry registry, ReplicaServices services)
    {
        var dashboard = model.Resources.FirstOrDefault(resource => resource.Name == Dashboard && ReplicaRegistry.IsProcess(resource));
        if (dashboard is null)
            return null;

        var server = new ResourcesServer(registry, services);
        dashboard.Annotations.Add(new EnvironmentCallbackAnnotation(async context =>
        {
            context.EnvironmentVariables[UrlVariable] = await server._url.Task.WaitAsync(context.CancellationToken).ConfigureAwait(false);
            context.EnvironmentVariables[TokenVariable] = server._token;
        }));
        return server;
    }

    /// <summary>Serves until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            await using var application = builder.Build();
            application.Use(AuthorizeAsync);
            application.MapGet("/resources", ListAsync);
            application.MapGet("/resources/{id}/logs", LogsAsync);
            application.MapPost("/resources/{id}/commands/{name}", CommandAsync);

            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            _url.TrySetResult(addresses.First());
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception exception)
        {
            // whoever waits for the address gets to know why there is none
            _url.TrySetException(exception);
            throw;
        }
    }

    private Task AuthorizeAsync(HttpContext context, RequestDelegate next)
    {
        var given = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        if (CryptographicOperations.FixedTimeEquals(given, _authorization))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private Task ListAsync(HttpContext context)
    {
        var views = new List<ResourceView>();
        foreach (var replica in _registry.All)
        {
            if (_services.Notifications.TryGetCurrentState(replica.Id, out var state))
                views.Add(ResourceView.Of(replica, state.Snapshot, _services.Services));
        }

        return context.Response.WriteAsJsonAsync(views, ResourcesJson.Default.ListResourceView, cancellationToken: context.RequestAborted);
    }

    private async Task LogsAsync(HttpContext context)
    {
        if (_registry.Find((string)context.GetRouteValue("id")!) is not { } replica)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            await foreach (var lines in _services.Loggers.WatchAsync(replica.Id).WithCancellation(context.RequestAborted).ConfigureAwait(false))
            {
                foreach (var line in lines)
                {
                    var json = JsonSerializer.Serialize(new LogLineView(line.LineNumber, line.Content, line.IsErrorMessage), ResourcesJson.Default.LogLineView);
                    await context.Response.WriteAsync($"id: {line.LineNumber}\ndata: {json}\n\n", context.RequestAborted).ConfigureAwait(false);
                }

                await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // the reader has gone
        }
    }

    private async Task CommandAsync(HttpContext context)
    {
        var replica = _registry.Find((string)context.GetRouteValue("id")!);
        var name = (string)context.GetRouteValue("name")!;
        var command = replica?.Resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(command => command.Name == name);
        if (replica is null || command is null || !_services.Notifications.TryGetCurrentState(replica.Id, out var state))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        CommandResultView result;
        if (command.StateFor(state.Snapshot, _services.Services) is not ResourceCommandState.Enabled)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            result = new CommandResultView(false, $"'{name}' cannot be done while the resource is {state.Snapshot.State?.Text}.");
        }
        else
        {
            var commands = _services.Services.GetRequiredService<ResourceCommandService>();
            var outcome = await commands.ExecuteCommandAsync(replica.Id, name, context.RequestAborted).ConfigureAwait(false);
            result = new CommandResultView(outcome.Success, outcome.Message);
        }

        await context.Response.WriteAsJsonAsync(result, ResourcesJson.Default.CommandResultView, cancellationToken: context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Ctrl+C is for the AppHost, which then stops this server.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
