using System.Diagnostics;
using OpenTelemetry;
using X402.Diagnostics;

namespace Microsoft.Extensions.Hosting;

/// <summary>Lets through the steps of payments, and the requests that the gate has described as payments.</summary>
internal sealed class PaymentSpanProcessor(BaseExporter<Activity> exporter, int maxQueueSize, int scheduledDelayMilliseconds, int timeoutMilliseconds)
    : BatchActivityExportProcessor(exporter, maxQueueSize, scheduledDelayMilliseconds, timeoutMilliseconds)
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (ReferenceEquals(data.Source, X402Telemetry.ActivitySource) || TellsOfPayment(data))
            base.OnEnd(data);
    }

    private static bool TellsOfPayment(Activity activity)
    {
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
        {
            if (tag.Key.StartsWith("x402.", StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
