using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using X402.Hosting.Local;
using X402.Hosting.Local.Output;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly EngineOptions _options;

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        var interception = AppHostInterception.Current;
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        interception?.Constructing(options, settings);

        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : interception?.AppHostAssembly ?? Assembly.GetEntryAssembly();
        AppHostDirectory = options.ProjectDirectory ?? Metadata("apphostprojectpath") ?? Directory.GetCurrentDirectory();
        settings.ContentRootPath ??= AppHostDirectory;
        settings.ApplicationName ??= AppHostAssembly?.GetName().Name;

        _host = new HostApplicationBuilder(settings);
        ExecutionContext = new DistributedApplicationExecutionContext(Configuration["operation"] is "publish");
        _options = new EngineOptions
        {
            DefaultWaitBehavior = options.DisableDashboard ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable,
            RandomizePorts = Configuration.GetValue("DcpPublisher:RandomizePorts", false),
            ForwardLogs = options.EnableResourceLogging,
            WriteToConsole = interception is null,
            ApplicationName = settings.ApplicationName ?? "AppHost",
            Reason = Metadata("X402.Hosting.Local.Reason"),
        };
        AddServices();
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        var interception = AppHostInterception.Current;
        interception?.Building(this);

        if (ExecutionContext.IsPublishMode)
            throw new DistributedApplicationException("Publishing needs the Aspire packages (UseAspire=true); the local engine only runs the application.");

        var application = new DistributedApplication(_host.Build(), interception is not null);
        interception?.Built(application);
        return application;
    }

    private string? Metadata(string key)
    {
        foreach (var attribute in AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>() ?? [])
        {
            if (string.Equals(attribute.Key, key, StringComparison.OrdinalIgnoreCase))
                return attribute.Value;
        }

        return null;
    }

    private void AddServices()
    {
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(_options);
        Services.AddSingleton(TimeProvider.System);
        Services.AddEngine();
        Services.AddHealthChecks();
        Services.AddHttpClient();
        Services.Configure<HostOptions>(host => host.ShutdownTimeout = EngineOptions.StopTimeout + TimeSpan.FromSeconds(5));

        // what the frameworks inside this process say is rarely about the application
        _host.Logging.ClearProviders();
        _host.Logging.AddFilter("Microsoft", LogLevel.Warning);
        _host.Logging.AddFilter("System", LogLevel.Warning);
        // a start that fails is thrown, and shown in one sentence; the host would log it with its stack before
        _host.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // somebody who starts is not healthy yet; the engine tells what becomes of it
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        if (_options.WriteToConsole)
            Services.AddSingleton<ILoggerProvider, ConsoleLoggerProvider>();
    }
}
