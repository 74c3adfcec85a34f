using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>A second way out for telemetry, to the Payments dashboard: only what tells about payments, and soon.</summary>
internal static class PaymentsExport
{
    private const int MaxQueue = 8_192;
    private const int TracesAfter = 300;
    private const int LogsAfter = 1_000;
    private const int MetricsEvery = 2_000;
    private const int GiveUpAfter = 10_000;

    public static void ExportPayments(this OpenTelemetryBuilder telemetry, Uri dashboard, string? key) => telemetry
        .WithTracing(tracing => tracing.AddProcessor(new PaymentSpanProcessor(new OtlpTraceExporter(Options(dashboard, key, "v1/traces")), MaxQueue, TracesAfter, GiveUpAfter)))
        .WithLogging(logging => logging.AddProcessor(new BatchLogRecordExportProcessor(new OtlpLogExporter(Options(dashboard, key, "v1/logs")), MaxQueue, LogsAfter, GiveUpAfter)))
        .WithMetrics(metrics => metrics.AddReader(new PeriodicExportingMetricReader(new OtlpMetricExporter(Options(dashboard, key, "v1/metrics")), MetricsEvery, GiveUpAfter)));

    private static OtlpExporterOptions Options(Uri dashboard, string? key, string path) => new()
    {
        Endpoint = new Uri(new Uri(dashboard.AbsoluteUri.TrimEnd('/') + "/"), path),
        Protocol = OtlpExportProtocol.HttpProtobuf,
        Headers = string.IsNullOrEmpty(key) ? null : $"x-otlp-api-key={key}",
        TimeoutMilliseconds = GiveUpAfter,
    };
}
