using Microsoft.Extensions.Logging;

namespace X402.Client;

/// <summary>The log messages of the paying client.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Purchase {Event}: {Target}, {Amount} of {Asset} to {PayTo} (purchase {PurchaseId}, payment {PaymentId}, transaction {Transaction}, request {RequestFingerprint})")]
    public static partial void Purchase(ILogger logger, PurchaseEvent @event, string target, string? amount, string? asset, string? payTo, string? purchaseId, string? paymentId, string? transaction, string? requestFingerprint);

    [LoggerMessage(2, LogLevel.Warning, "Purchase {Event}: {Target}, reason {Reason}, {Amount} of {Asset} to {PayTo} (purchase {PurchaseId}, payment {PaymentId}, request {RequestFingerprint})")]
    public static partial void PurchaseFailed(ILogger logger, PurchaseEvent @event, string target, string? reason, string? amount, string? asset, string? payTo, string? purchaseId, string? paymentId, string? requestFingerprint);

    [LoggerMessage(3, LogLevel.Error, "The outcome of purchase {PurchaseId} could not be recorded. Its payment stays in the journal as open and will be sent again for the same request")]
    public static partial void OutcomeNotRecorded(ILogger logger, string purchaseId, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "{Target} delivered without a receipt that fits payment {PaymentId}; it counts as paid")]
    public static partial void DeliveredWithoutReceipt(ILogger logger, string target, string paymentId);

    [LoggerMessage(5, LogLevel.Warning, "Purchases of HTTP client {ClientName} are journalled in memory only: a crash forgets payments that may have been settled. Use AddPurchaseJournal with a file or a shared store")]
    public static partial void JournalInMemory(ILogger logger, string clientName);

    [LoggerMessage(6, LogLevel.Warning, "The purchase journal {Path} ended in an incomplete line, which was dropped; its payment was never sent")]
    public static partial void JournalTornLine(ILogger logger, string path);

    [LoggerMessage(7, LogLevel.Warning, "Finished purchases could not be dropped from the purchase journal {Path}, which grows; it is tried again later")]
    public static partial void JournalNotCompacted(ILogger logger, string path, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "Purchase {PurchaseId} was refused, and that could not be recorded: its money goes on counting as spent")]
    public static partial void RefusedNotFollowed(ILogger logger, string purchaseId, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "The open purchases of HTTP client {ClientName} could not be looked after; that is tried again later")]
    public static partial void NotReconciled(ILogger logger, string clientName, Exception exception);
}
