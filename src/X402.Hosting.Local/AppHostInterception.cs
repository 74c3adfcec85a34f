using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.Hosting;

namespace X402.Hosting.Local;

/// <summary>What a test does with an AppHost whose Main runs on another thread.</summary>
/// <remarks>Flows with the thread that runs Main, so that several tests can run at once.</remarks>
internal abstract class AppHostInterception
{
    private static readonly AsyncLocal<AppHostInterception?> Flowing = new();

    public static AppHostInterception? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>The assembly whose Main runs; none: the entry assembly.</summary>
    public abstract Assembly? AppHostAssembly { get; }

    public abstract void Constructing(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    /// <summary>Called by Build, which goes on when it returns.</summary>
    public abstract void Building(DistributedApplicationBuilder builder);

    public abstract void Built(DistributedApplication application);
}
