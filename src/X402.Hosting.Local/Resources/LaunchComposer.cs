using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using X402.Hosting.Local.Proxies;
using X402.Hosting.Tools.Processes;

namespace X402.Hosting.Local.Resources;

/// <summary>Makes command line and environment of a replica that is about to start.</summary>
internal sealed class LaunchComposer(RunDirectory runDirectory, ResourceLoggerService loggers)
{
    /// <summary>Assigns the replica's target ports and evaluates everything that was said about its resource.</summary>
    /// <exception cref="DistributedApplicationException">The program is not there.</exception>
    public Task<Launch> ComposeAsync(Replica replica, CancellationToken cancellationToken)
    {
        foreach (var endpoint in replica.Resource.Annotations.OfType<EndpointAnnotation>())
            replica.TargetPorts[endpoint.Name] = TargetPort(endpoint);

        return ReplicaScope.EvaluateAsync(replica, async () =>
        {
            var command = await CommandAsync(replica, cancellationToken).ConfigureAwait(false);
            var arguments = await ArgumentsAsync(replica.Resource, cancellationToken).ConfigureAwait(false);
            var environment = await EnvironmentAsync(replica, cancellationToken).ConfigureAwait(false);
            return new Launch(command with { Arguments = [.. command.Arguments, .. arguments] }, environment);
        });
    }

    private static int TargetPort(EndpointAnnotation endpoint) => endpoint switch
    {
        { IsProxied: false } => endpoint.Allocation.Result.Port,
        { TargetPort: { } fixedPort } => fixedPort,
        _ => PortAllocator.Next(),
    };

    private async Task<ProcessCommand> CommandAsync(Replica replica, CancellationToken cancellationToken)
    {
        var resource = replica.Resource;
        if (resource.Annotations.OfType<LaunchAnnotation>().LastOrDefault() is { } launch)
        {
            var context = new LaunchContext(replica, runDirectory, loggers.GetLogger(resource), cancellationToken);
            return await launch.LaunchAsync(context).ConfigureAwait(false);
        }

        var executable = resource.Annotations.OfType<ExecutableAnnotation>().Last();
        var path = ExecutableFinder.Find(executable.Command)
            ?? throw new DistributedApplicationException($"'{executable.Command}' is not on PATH.");
        return new ProcessCommand(path, [], executable.WorkingDirectory);
    }

    private static async Task<List<string>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext(resource, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            annotation.Invoke(context);

        var arguments = new List<string>();
        foreach (var value in context.Args)
            arguments.Add(await TextAsync(value, cancellationToken).ConfigureAwait(false));
        return arguments;
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(Replica replica, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(replica.Resource, cancellationToken);
        foreach (var annotation in replica.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.InvokeAsync(context).ConfigureAwait(false);

        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
            environment[name] = await TextAsync(value, cancellationToken).ConfigureAwait(false);
        return environment;
    }

    private static async Task<string> TextAsync(object value, CancellationToken cancellationToken) => value is IValueProvider provider
        ? await provider.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? ""
        : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
