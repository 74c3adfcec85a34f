using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Resources;

/// <summary>The replica whose arguments and environment are being made: a target port is its own, not the resource's.</summary>
internal static class ReplicaScope
{
    private static readonly AsyncLocal<Replica?> Current = new();

    /// <summary>Evaluates something for a replica.</summary>
    public static async Task<T> EvaluateAsync<T>(Replica replica, Func<Task<T>> evaluate)
    {
        // an async method of its own: what it sets does not flow back to the caller
        Current.Value = replica;
        return await evaluate().ConfigureAwait(false);
    }

    /// <summary>What tells the replica from the others of its resource.</summary>
    public static string InstanceId => Current.Value is { } replica
        ? replica.Id[(replica.Resource.Name.Length + 1)..]
        : throw new InvalidOperationException("Nothing is being started.");

    public static int TargetPort(EndpointReference endpoint)
    {
        if (Current.Value is { } replica && replica.Resource == endpoint.Resource)
            return replica.TargetPorts[endpoint.EndpointName];

        throw new InvalidOperationException(
            $"The target port of '{endpoint.Resource.Name}' is only known to its own processes; others use its public port.");
    }
}
