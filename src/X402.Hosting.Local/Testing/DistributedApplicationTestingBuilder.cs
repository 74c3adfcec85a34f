using Microsoft.Extensions.Hosting;
using X402.Hosting.Local.Testing;

namespace Aspire.Hosting.Testing;

/// <summary>Runs an AppHost in a test: in this process, on ports of its own.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the Main of an AppHost until it builds its application.</summary>
    /// <typeparam name="TEntryPoint">A class of the AppHost's assembly.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Runs the Main of an AppHost until it builds its application.</summary>
    /// <typeparam name="TEntryPoint">A class of the AppHost's assembly.</typeparam>
    /// <param name="args">The command line.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>(args, (_, _) => { }, cancellationToken);

    /// <summary>Runs the Main of an AppHost until it builds its application.</summary>
    /// <typeparam name="TEntryPoint">A class of the AppHost's assembly.</typeparam>
    /// <param name="args">The command line.</param>
    /// <param name="configureBuilder">Changes how the application is run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default)
    {
        var run = new AppHostRun(typeof(TEntryPoint).Assembly, args, configureBuilder);
        return await run.StartAsync(cancellationToken).ConfigureAwait(false);
    }
}
