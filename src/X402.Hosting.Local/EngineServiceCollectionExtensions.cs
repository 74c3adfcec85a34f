using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using X402.Hosting.Local.Output;
using X402.Hosting.Local.Processes;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Local;

internal static class EngineServiceCollectionExtensions
{
    public static IServiceCollection AddEngine(this IServiceCollection services) => services
        .AddSingleton<ReplicaRegistry>()
        .AddSingleton(provider => new ResourceLoggerService(provider.GetRequiredService<ReplicaRegistry>()))
        .AddSingleton(provider => new ResourceNotificationService(provider.GetRequiredService<ReplicaRegistry>(), provider.GetRequiredService<EngineOptions>()))
        .AddSingleton(provider => new ResourceCommandService(provider.GetRequiredService<ReplicaRegistry>(), provider.GetRequiredService<ResourceLoggerService>(), provider))
        .AddSingleton<RunDirectory>()
        .AddSingleton<ProcessGuard>()
        .AddSingleton<ProcessStarter>()
        .AddSingleton<LaunchComposer>()
        .AddSingleton<DependencyWaiter>()
        .AddSingleton<ReplicaServices>()
        .AddSingleton<ConsoleOutput>()
        .AddSingleton<LogForwarder>()
        .AddSingleton<StartupSummary>()
        .AddSingleton<Orchestrator>()
        .AddHostedService(provider => provider.GetRequiredService<Orchestrator>());
}
