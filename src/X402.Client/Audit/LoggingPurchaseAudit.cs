using Microsoft.Extensions.Logging;

namespace X402.Client;

/// <summary>Writes the audit as structured log entries of the category <c>X402.Client.Audit</c>.</summary>
internal sealed class LoggingPurchaseAudit(ILoggerFactory loggers) : IPurchaseAudit
{
    private readonly ILogger _logger = loggers.CreateLogger("X402.Client.Audit");

    public ValueTask RecordAsync(PurchaseAuditEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Event is PurchaseEvent.Declined or PurchaseEvent.Refused or PurchaseEvent.Unknown or PurchaseEvent.NotDelivered)
            Log.PurchaseFailed(_logger, entry.Event, entry.Target, entry.Reason, Clean(entry.Requirements?.Amount), Clean(entry.Requirements?.Asset), Clean(entry.Requirements?.PayTo), entry.PurchaseId, entry.PaymentId, entry.RequestFingerprint);
        else
            Log.Purchase(_logger, entry.Event, entry.Target, Clean(entry.Requirements?.Amount), Clean(entry.Requirements?.Asset), Clean(entry.Requirements?.PayTo), entry.PurchaseId, entry.PaymentId, Clean(entry.Receipt?.Transaction), entry.RequestFingerprint);
        return ValueTask.CompletedTask;
    }

    private static string? Clean(string? text) => UntrustedText.Clean(text);
}
