using System.Reflection;
using System.Runtime.ExceptionServices;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using X402.Hosting.Local.Projects;

namespace X402.Hosting.Local.Testing;

/// <summary>The Main of an AppHost on a thread of its own, which stops in Build until the test has changed the model.</summary>
internal sealed class AppHostRun(
    Assembly assembly, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure) : AppHostInterception, IDisposable
{
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _mayBuild = new();
    private volatile bool _abandoned;

    public override Assembly? AppHostAssembly => assembly;

    /// <summary>Runs Main until it builds its application.</summary>
    public async Task<IDistributedApplicationTestingBuilder> StartAsync(CancellationToken cancellationToken)
    {
        var main = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no Main: it is no AppHost.");
        new Thread(() => Run(main)) { IsBackground = true, Name = $"{assembly.GetName().Name}.Main" }.Start();
        return new TestingBuilder(await _builder.Task.WaitAsync(cancellationToken).ConfigureAwait(false), this);
    }

    /// <summary>Lets Main go on.</summary>
    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.Set();
        return _application.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends a Main that still waits in Build.</summary>
    public void Dispose()
    {
        _abandoned = true;
        _mayBuild.Set();
    }

    public override void Constructing(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        options.AssemblyName ??= assembly.GetName().Name;

        settings.Configuration ??= new ConfigurationManager();
        var defaults = new Dictionary<string, string?> { ["DcpPublisher:RandomizePorts"] = "true" };
        var directory = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == "apphostprojectpath")?.Value;
        var profile = directory is null ? null : LaunchProfile.Of(directory, preferredName: null);
        foreach (var (name, value) in profile?.Environment ?? new Dictionary<string, string>())
            defaults[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        settings.Configuration.AddInMemoryCollection(defaults);
        settings.EnvironmentName ??= defaults.GetValueOrDefault("DOTNET_ENVIRONMENT") ?? Environments.Development;
        configure(options, settings);
    }

    public override void Building(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _mayBuild.Wait();
        if (_abandoned)
            throw new OperationCanceledException("The test has ended without building the application.");
    }

    public override void Built(DistributedApplication application) => _application.TrySetResult(application);

    private void Run(MethodInfo main)
    {
        Current = this;
        try
        {
            var result = main.Invoke(null, main.GetParameters().Length == 0 ? null : [args]);
            (result as Task)?.GetAwaiter().GetResult();
            Fail(new InvalidOperationException("Main has ended without building an application."));
        }
        catch (Exception exception)
        {
            Fail(exception is TargetInvocationException { InnerException: { } inner } ? inner : exception);
        }
    }

    private void Fail(Exception exception)
    {
        var thrown = ExceptionDispatchInfo.SetCurrentStackTrace(new DistributedApplicationException(exception.Message, exception));
        _builder.TrySetException(thrown);
        _application.TrySetException(thrown);
        // nobody may be waiting any more
        _ = _builder.Task.Exception;
        _ = _application.Task.Exception;
    }
}
