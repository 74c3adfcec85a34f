using X402.Hosting.Local.Resources;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Gives commands to resources.</summary>
public class ResourceCommandService
{
    private readonly ReplicaRegistry _registry;
    private readonly ResourceLoggerService _loggers;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(ReplicaRegistry registry, ResourceLoggerService loggers, IServiceProvider services)
    {
        _registry = registry;
        _loggers = loggers;
        _services = services;
    }

    /// <summary>Gives a command to one replica.</summary>
    /// <param name="resourceId">Its id; the name of the resource if there is only one replica.</param>
    /// <param name="commandName">Name of the command.</param>
    /// <param name="cancellationToken">Nobody waits for the result any more.</param>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        _registry.Find(resourceId) is { } replica
            ? ExecuteAsync(replica, commandName, cancellationToken)
            : Task.FromResult(CommandResults.Failure($"Resource '{resourceId}' not found."));

    /// <summary>Gives a command to all replicas of a resource.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        var results = await Task.WhenAll(_registry.Of(resource).Select(replica => ExecuteAsync(replica, commandName, cancellationToken))).ConfigureAwait(false);
        return results.FirstOrDefault(result => !result.Success) ?? CommandResults.Success();
    }

    private async Task<ExecuteCommandResult> ExecuteAsync(Replica replica, string commandName, CancellationToken cancellationToken)
    {
        var command = replica.Resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(command => command.Name == commandName);
        if (command is null)
            return CommandResults.Failure($"Resource '{replica.Resource.Name}' has no command '{commandName}'.");

        var logger = _loggers.GetLogger(replica.Id);
        try
        {
            var result = await command.ExecuteCommand(new ExecuteCommandContext
            {
                Services = _services,
                ResourceName = replica.Id,
                CancellationToken = cancellationToken,
                Logger = logger,
            }).ConfigureAwait(false);
            if (!result.Success)
                Log.CommandFailed(logger, commandName, result.Message);
            return result;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // a command is the AppHost's code: whatever it throws is the command's failure
            Log.CommandFailed(logger, commandName, exception.Message);
            return CommandResults.Failure(exception);
        }
    }
}
