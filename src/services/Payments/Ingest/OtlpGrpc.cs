using Grpc.Core;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace X402.Services.Payments.Ingest;

/// <summary>OTLP over gRPC.</summary>
internal static class OtlpGrpc
{
    public static void MapOtlpGrpc(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<Traces>();
        endpoints.MapGrpcService<Logs>();
        endpoints.MapGrpcService<Metrics>();
    }

    private sealed class Traces(OtlpIntake intake) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context) => Task.FromResult(intake.Take(request));
    }

    private sealed class Logs(OtlpIntake intake) : LogsService.LogsServiceBase
    {
        public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context) => Task.FromResult(intake.Take(request));
    }

    private sealed class Metrics(OtlpIntake intake) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context) => Task.FromResult(intake.Take(request));
    }
}
