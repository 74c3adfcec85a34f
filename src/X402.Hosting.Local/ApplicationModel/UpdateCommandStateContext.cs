namespace Aspire.Hosting.ApplicationModel;

/// <summary>What decides whether a command can be given.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>What is known about the replica.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }
}
