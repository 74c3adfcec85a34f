namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a waiting resource does when the one it waits for has failed.</summary>
public enum WaitBehavior
{
    /// <summary>It keeps waiting: somebody may restart the other.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>It fails, too.</summary>
    StopOnResourceUnavailable = 1,
}
