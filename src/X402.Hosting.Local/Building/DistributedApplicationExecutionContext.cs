namespace Aspire.Hosting;

/// <summary>What the application is composed for.</summary>
public class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext(bool publish) => IsPublishMode = publish;

    /// <summary>Whether it is composed to be deployed.</summary>
    public bool IsPublishMode { get; }

    /// <summary>Whether it is composed to run here.</summary>
    public bool IsRunMode => !IsPublishMode;
}
