using System.Collections.Concurrent;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Ingest;

/// <summary>The last value of every instrument of the platform: state of the moment, which services tell again every few seconds.</summary>
public sealed class MeasurementBoard
{
    private const int MaxSeries = 2_000;

    private readonly ConcurrentDictionary<string, Measurement> _latest = new(StringComparer.Ordinal);

    /// <summary>The latest values of one instrument.</summary>
    public IReadOnlyList<Measurement> Of(string name) => [.. _latest.Values.Where(value => value.Name == name).OrderBy(static value => value.Service, StringComparer.Ordinal)];

    internal void Take(ExportMetricsServiceRequest request)
    {
        foreach (var resource in request.ResourceMetrics)
        {
            var service = SpanReader.ServiceOf(resource.Resource);
            foreach (var metric in resource.ScopeMetrics.SelectMany(static scope => scope.Metrics))
            {
                if (!metric.Name.StartsWith("x402.", StringComparison.Ordinal))
                    continue;
                foreach (var point in metric.Gauge?.DataPoints ?? metric.Sum?.DataPoints ?? [])
                    Take(service, metric, point);
            }
        }
    }

    private void Take(string service, Metric metric, NumberDataPoint point)
    {
        var labels = new Dictionary<string, string>();
        foreach (var label in point.Attributes.Take(20))
            labels[Text.Bound(label.Key, 100)] = SpanReader.ToText(label.Value);
        var key = $"{service}\n{metric.Name}\n{string.Join('\n', labels.OrderBy(static label => label.Key, StringComparer.Ordinal).Select(static label => $"{label.Key}={label.Value}"))}";
        if (_latest.Count >= MaxSeries && !_latest.ContainsKey(key))
            return;
        var value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
        _latest[key] = new Measurement(service, Text.Bound(metric.Name, 200), Text.Bound(metric.Unit, 50), labels, value, DateTimeOffset.UnixEpoch.AddMicroseconds(SpanReader.Microseconds(point.TimeUnixNano)));
    }
}
