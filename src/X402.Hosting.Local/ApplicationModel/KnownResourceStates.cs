namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of a resource.</summary>
public static class KnownResourceStates
{
    /// <summary>About to start.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Waits for other resources.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Starts when somebody says so.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>The process runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Could not be started, or what it waited for has failed.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>Has been told to stop.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Has ended.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Has ended by itself.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>The states that a resource does not leave by itself.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];

    /// <summary>Has ended because it was told to; what Aspire's orchestrator calls it.</summary>
    internal static readonly string Terminated = nameof(Terminated);

    internal static bool IsTerminal(string? state) => state == Finished || state == FailedToStart || state == Exited;
}
