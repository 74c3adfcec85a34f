using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using X402.Hosting.Local.Resources;
using X402.Hosting.Tools.Processes;

namespace X402.Hosting.Local.Projects;

/// <summary>What every project gets before anything is said about it: its program, its endpoints, its environment.</summary>
internal static class ProjectDefaults
{
    public static IResourceBuilder<ProjectResource> WithProjectDefaults(
        this IResourceBuilder<ProjectResource> builder, IProjectMetadata project, LaunchProfile? profile)
    {
        builder.WithAnnotation(new LaunchAnnotation(_ => Task.FromResult(Command(project))));
        AddEndpoints(builder, profile);
        return builder
            .WithEnvironment(context => AddTelemetry(builder, context.EnvironmentVariables))
            .WithEnvironment(context => AddHosting(builder, profile, context.EnvironmentVariables));
    }

    private static ProcessCommand Command(IProjectMetadata project)
    {
        var directory = Path.GetDirectoryName(project.ProjectPath)!;
        if (project is not IBuiltProjectMetadata { TargetPath: { Length: > 0 } assembly })
            return new ProcessCommand(DotnetHost.Path, ["run", "--project", project.ProjectPath, "--no-launch-profile", "--"], directory);

        // the program itself, not "dotnet run": that would evaluate the project again, and be one process more
        return File.Exists(assembly)
            ? new ProcessCommand(DotnetHost.Path, [assembly], directory)
            : throw new DistributedApplicationException($"{assembly} is not there: build {project.ProjectPath}.");
    }

    private static void AddEndpoints(IResourceBuilder<ProjectResource> builder, LaunchProfile? profile)
    {
        foreach (var group in (profile?.ApplicationUrls ?? []).GroupBy(url => url.Scheme))
        {
            var number = 0;
            foreach (var url in group)
            {
                var name = ++number == 1 ? group.Key : string.Create(CultureInfo.InvariantCulture, $"{group.Key}{number}");
                builder.WithAnnotation(new EndpointAnnotation(name, group.Key, url.Port, targetPort: null, isProxied: true));
            }
        }
    }

    private static void AddTelemetry(IResourceBuilder<ProjectResource> builder, Dictionary<string, object> variables)
    {
        var configuration = builder.ApplicationBuilder.Configuration;
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        variables["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
        variables["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
        if (configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] is { Length: > 0 } endpoint)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            if (configuration["AppHost:OtlpApiKey"] is { Length: > 0 } key)
                variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
        }

        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={ReplicaScope.InstanceId}";
        variables["OTEL_SERVICE_NAME"] = builder.Resource.Name;
        if (!builder.ApplicationBuilder.Environment.IsDevelopment())
            return;

        variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }

    private static void AddHosting(IResourceBuilder<ProjectResource> builder, LaunchProfile? profile, Dictionary<string, object> variables)
    {
        variables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
        // not in capitals, as under Aspire: they would hide a project's own Logging:Console:LogLevel, whose rule is found by case
        variables["Logging__Console__FormatterName"] = "simple";

        var urls = new List<string>();
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.UriScheme is not ("http" or "https") || endpoint.TargetPortVariable is not null)
                continue;

            var port = ReplicaScope.TargetPort(builder.GetEndpoint(endpoint.Name));
            urls.Add(string.Create(CultureInfo.InvariantCulture, $"{endpoint.UriScheme}://localhost:{port}"));
            if (endpoint.UriScheme is "https")
                variables["ASPNETCORE_HTTPS_PORT"] = endpoint.Allocation.Result.Port;
        }

        if (urls.Count > 0)
            variables["ASPNETCORE_URLS"] = string.Join(';', urls);
        if (profile is null)
            return;

        variables["DOTNET_LAUNCH_PROFILE"] = profile.Name;
        foreach (var (name, value) in profile.Environment)
            variables.TryAdd(name, value);
    }
}
