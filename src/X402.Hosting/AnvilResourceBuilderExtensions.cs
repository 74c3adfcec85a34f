using System.Globalization;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using X402.Hosting;
using X402.Hosting.Tools;

namespace Aspire.Hosting;

/// <summary>Adds Anvil chains.</summary>
public static partial class AnvilResourceBuilderExtensions
{
    private const string Command = "anvil";

    /// <summary>Adds a local Anvil chain. Without an <c>anvil</c> on PATH it is installed from npm, once per user.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource, and of its connection string.</param>
    /// <param name="port">The public port; none: any.</param>
    /// <param name="chainId">The EIP-155 chain id.</param>
    /// <example><code>
    /// var chain = builder.AddAnvil("chain").WithBlockTime(TimeSpan.FromSeconds(1)).WithMineCommand();
    /// builder.AddProject&lt;Projects.Facilitator&gt;("facilitator").WithReference(chain).WaitFor(chain);
    /// </code></example>
    public static IResourceBuilder<AnvilResource> AddAnvil(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, long chainId = 31337)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(chainId, 1);

        var anvil = new AnvilResource(name, Command, builder.AppHostDirectory, chainId);
        var healthKey = $"{name}_rpc";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            healthKey, new JsonRpcHealthCheck(anvil), failureStatus: null, tags: null));
        builder.Eventing.Subscribe<BeforeStartEvent>((@event, cancellationToken) => ResolveAsync(anvil, @event, cancellationToken));

        return builder.AddResource(anvil)
            .WithHttpEndpoint(port: port, name: AnvilResource.RpcEndpointName)
            .WithArgs(context =>
            {
                context.Args.Add("--host");
                context.Args.Add("127.0.0.1");
                context.Args.Add("--port");
                context.Args.Add(anvil.RpcEndpoint.Property(EndpointProperty.TargetPort));
                context.Args.Add("--chain-id");
                context.Args.Add(chainId.ToString(CultureInfo.InvariantCulture));
                // it would write a line per call, and its well-known keys at every start
                context.Args.Add("--quiet");
            })
            .WithHealthCheck(healthKey)
            .WithIconName("Link");
    }

    /// <summary>Mines a block at an interval; without, a block is mined for every transaction.</summary>
    /// <param name="builder">The chain.</param>
    /// <param name="interval">The interval; zero: a block for every transaction.</param>
    public static IResourceBuilder<AnvilResource> WithBlockTime(this IResourceBuilder<AnvilResource> builder, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.Zero);
        return interval == TimeSpan.Zero
            ? builder
            : builder.WithArgs("--block-time", interval.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Keeps the chain when its process is started again: blocks, balances, contracts and payments are still there. A process that is asked to
    /// stop loses nothing; one that is killed loses what happened since the state was last written. The state lasts as long as the application runs.
    /// </summary>
    /// <param name="builder">The chain.</param>
    /// <param name="interval">How often the state is written, in whole seconds, at least one; 5 seconds by default. It is written whole each time.</param>
    public static IResourceBuilder<AnvilResource> WithPersistence(this IResourceBuilder<AnvilResource> builder, TimeSpan? interval = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var every = interval ?? TimeSpan.FromSeconds(5);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, TimeSpan.FromSeconds(1), nameof(interval));
        var state = new ChainState(every);
        // made by the container, hence disposed of by it, once somebody has asked for it
        builder.ApplicationBuilder.Services.AddKeyedSingleton(builder.Resource, (_, _) => state);
        builder.ApplicationBuilder.Eventing.Subscribe<BeforeStartEvent>((@event, _) =>
        {
            @event.Services.GetRequiredKeyedService<ChainState>(builder.Resource);
            return Task.CompletedTask;
        });
        return builder.WithArgs(context =>
        {
            foreach (var argument in state.NextArguments())
                context.Args.Add(argument);
        });
    }

    /// <summary>Adds the command <c>mine</c>, which mines a block right now.</summary>
    /// <param name="builder">The chain.</param>
    public static IResourceBuilder<AnvilResource> WithMineCommand(this IResourceBuilder<AnvilResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithCommand("mine", "Mine a block", async context =>
        {
            try
            {
                var url = await builder.Resource.RpcEndpoint.GetValueAsync(context.CancellationToken).ConfigureAwait(false);
                await JsonRpc.CallAsync(url!, "evm_mine", context.CancellationToken).ConfigureAwait(false);
                return CommandResults.Success();
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException)
            {
                return CommandResults.Failure(exception);
            }
        },
        new CommandOptions { IconName = "Box", Description = "Calls evm_mine." });
    }

    private static async Task ResolveAsync(AnvilResource anvil, BeforeStartEvent @event, CancellationToken cancellationToken)
    {
        foreach (var annotation in anvil.Annotations)
        {
            if (annotation is not ExecutableAnnotation { Command: Command } executable)
                continue;

            var logger = @event.Services.GetRequiredService<ResourceLoggerService>().GetLogger(anvil);
            executable.Command = await AnvilExecutable.ResolveAsync(line => Progress(logger, line), cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Line}")]
    private static partial void Progress(ILogger logger, string line);
}
