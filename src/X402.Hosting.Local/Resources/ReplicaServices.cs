using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using X402.Hosting.Local.Processes;

namespace X402.Hosting.Local.Resources;

/// <summary>What every replica needs to live.</summary>
internal sealed record ReplicaServices(
    IServiceProvider Services,
    ResourceNotificationService Notifications,
    ResourceLoggerService Loggers,
    IDistributedApplicationEventing Eventing,
    DependencyWaiter Dependencies,
    LaunchComposer Composer,
    ProcessStarter Processes,
    TimeProvider Time);
