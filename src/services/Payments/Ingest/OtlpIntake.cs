using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Ingest;

/// <summary>What both ways in have in common. When a method returns, what it was given is stored.</summary>
internal sealed class OtlpIntake(PaymentHistory history, MeasurementBoard board, PaymentFeed feed)
{
    public ExportTraceServiceResponse Take(ExportTraceServiceRequest request)
    {
        history.Store(SpanReader.Read(request));
        return new ExportTraceServiceResponse();
    }

    public ExportLogsServiceResponse Take(ExportLogsServiceRequest request)
    {
        history.Store(LogReader.Read(request));
        return new ExportLogsServiceResponse();
    }

    public ExportMetricsServiceResponse Take(ExportMetricsServiceRequest request)
    {
        board.Take(request);
        feed.Publish([]);
        return new ExportMetricsServiceResponse();
    }
}
