using OpenTelemetry.Proto.Collector.Logs.V1;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Ingest;

/// <summary>Picks the log lines that belong to a trace.</summary>
internal static class LogReader
{
    private const int Information = 9;

    public static List<PaymentLog> Read(ExportLogsServiceRequest request)
    {
        var found = new List<PaymentLog>();
        foreach (var resource in request.ResourceLogs)
        {
            var service = SpanReader.ServiceOf(resource.Resource);
            foreach (var scope in resource.ScopeLogs)
            {
                // what the framework says about every request would bury what our code says about the payment
                var isPlatforms = scope.Scope?.Name.StartsWith("X402.", StringComparison.Ordinal) == true;
                foreach (var record in scope.LogRecords)
                {
                    if (record.TraceId.Length != 16 || record.SeverityNumber < Information || (!isPlatforms && record.SeverityNumber <= Information + 3))
                        continue;
                    found.Add(new PaymentLog(
                        SpanReader.Hex(record.TraceId),
                        DateTimeOffset.UnixEpoch.AddMicroseconds(SpanReader.Microseconds(record.TimeUnixNano)),
                        record.SeverityNumber,
                        service,
                        SpanReader.ToText(record.Body)));
                }
            }
        }

        return found;
    }
}
