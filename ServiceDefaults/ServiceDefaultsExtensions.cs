using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using X402.Diagnostics;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the platform has in common: telemetry, health, service discovery and outgoing HTTP that is safe for payments.</summary>
public static class ServiceDefaultsExtensions
{
    private const string LiveTag = "live";
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>
    /// Everything: telemetry, health checks, service discovery, HTTP client defaults. Telemetry is only recorded where the configuration says who
    /// takes it (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>X402_OTLP_ENDPOINT</c>): it costs as much processor time as the payments themselves.
    /// Counters stay readable from outside (<c>dotnet-counters</c>) either way.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddServiceDiscovery();
        // No generic resilience handler: one that sends a settlement again could pay twice at a facilitator that is not idempotent (SG-34),
        // and its attempt timeout of 10 s is shorter than a block on many chains. The platform's clients bring their own rules.
        builder.Services.ConfigureHttpClientDefaults(static http => http.AddServiceDiscovery());
        return builder;
    }

    /// <summary>
    /// <c>/alive</c>: the process answers. <c>/health</c>: it can do its work too. Neither tells anything but the status.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteStatus });
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(LiveTag), ResponseWriter = WriteStatus });
        return app;
    }

    private static void AddTelemetry<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var isExported = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        // the Payments dashboard works beside whatever else receives telemetry
        var isShown = Uri.TryCreate(builder.Configuration["X402_OTLP_ENDPOINT"], UriKind.Absolute, out var payments);
        if (!isExported && !isShown)
        {
            builder.LeaveOutTraces();
            return;
        }
        builder.Logging.AddOpenTelemetry(static logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
            {
                // hosts name their services; a program that was started by hand is called what it is
                if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_SERVICE_NAME"]))
                    resource.AddService(builder.Environment.ApplicationName);
            })
            .WithMetrics(static metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(X402Telemetry.Name))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName)
                .AddSource(X402Telemetry.Name)
                .AddAspNetCoreInstrumentation(static options => options.Filter = static context => !IsHealthRequest(context.Request.Path))
                // background work has no parent: a watcher that looks for blocks ten times a second would bury the payments
                .AddHttpClientInstrumentation(static options => options.FilterHttpRequestMessage = static _ => Activity.Current?.ParentSpanId != default(ActivitySpanId)));
        if (isExported)
            telemetry.UseOtlpExporter();
        if (isShown)
            telemetry.ExportPayments(payments!, builder.Configuration["X402_OTLP_API_KEY"]);
    }

    // As long as this category is open at any level the server begins a trace and a logging scope for each request, and each outgoing call copies the trace.
    // Where nobody takes traces and requests are not logged that is for nothing.
    private static void LeaveOutTraces<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var levels = builder.Configuration.GetSection("Logging:LogLevel");
        var level = levels[RequestLog] ?? levels["Microsoft.AspNetCore.Hosting"] ?? levels["Microsoft.AspNetCore"] ?? levels["Microsoft"] ?? levels["Default"];
        if (Enum.TryParse(level, ignoreCase: true, out LogLevel least) && least > LogLevel.Information)
            builder.Logging.AddFilter(RequestLog, LogLevel.None);
    }

    private static bool IsHealthRequest(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/alive");

    private static Task WriteStatus(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(report.Status.ToString(), context.RequestAborted);
    }
}
