#if ASPIRE
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;

namespace X402.AppHost;

/// <summary>Publishing to Docker Compose or Kubernetes, which only Aspire can do.</summary>
internal static class Deployment
{
    /// <summary>Adds the target that <c>--Deploy:Target</c> names; one at a time, because with two every resource would have to name its own.</summary>
    public static void AddTo(IDistributedApplicationBuilder builder, IResourceBuilder<IResourceWithConnectionString> redis, IResourceBuilder<ProjectResource> facilitator, int replicas)
    {
        if (builder.ExecutionContext.IsPublishMode && redis.Resource is RedisResource store)
            MakeDurable(builder.CreateResourceBuilder(store));
        switch (builder.Configuration["Deploy:Target"] ?? "compose")
        {
            case "compose":
                builder.AddDockerComposeEnvironment("compose")
                    .WithDashboard(dashboard => dashboard.WithHostPort(18888));
                // the Compose publisher does not look at the number of replicas by itself
                facilitator.PublishAsDockerComposeService((_, service) => service.Deploy = new Deploy { Replicas = replicas });
                break;
#if ASPIRE_KUBERNETES
            case "kubernetes":
                builder.AddKubernetesEnvironment("k8s")
                    .WithProperties(cluster => cluster.DefaultStorageType = "pvc") // otherwise what Redis stores goes with its pod
                    .WithHelm(helm => helm.WithNamespace("x402").WithReleaseName("x402"));
                break;
#endif
            case var other:
                throw new DistributedApplicationException($"Deploy:Target '{other}' is not known here: compose, or kubernetes with UseAspireKubernetes=true.");
        }
    }

    // What is acknowledged to a buyer has to be on the disk, whatever ends Redis: the ledger and the journal are all that is known of payments under way
    private static void MakeDurable(IResourceBuilder<RedisResource> redis) => redis
        .WithDataVolume("x402-redis")
        .WithArgs(context => context.Args[^1] = $"{context.Args[^1]} --appendonly yes --appendfsync always");
}
#endif
