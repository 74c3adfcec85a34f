using Microsoft.Extensions.Logging;

namespace X402.AspNetCore.Diagnostics;

/// <summary>Everything the gate logs. Never a payment header, a signature or a key.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Endpoint}: paid. Payment {Payment}, amount {Amount}, transaction {Transaction}")]
    public static partial void Paid(ILogger logger, string endpoint, string payment, string amount, string transaction);

    [LoggerMessage(2, LogLevel.Information, "{Endpoint}: payment refused, {Reason}. {Detail}")]
    public static partial void Refused(ILogger logger, string endpoint, string reason, string? detail);

    [LoggerMessage(3, LogLevel.Information, "{Endpoint}: nothing charged for payment {Payment}, {Reason}")]
    public static partial void Released(ILogger logger, string endpoint, string payment, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Endpoint}: settlement of payment {Payment} failed, {Reason}. The result was not delivered")]
    public static partial void SettlementFailed(ILogger logger, string endpoint, string payment, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Endpoint}: the outcome of settling payment {Payment} is not known yet, {Reason}, transaction {Transaction}. The reconciler closes it")]
    public static partial void SettlementUnknown(ILogger logger, Exception? exception, string endpoint, string payment, string reason, string? transaction);

    [LoggerMessage(6, LogLevel.Error, "{Endpoint}: the facilitator gave no usable verdict on payment {Payment}. Nothing was charged")]
    public static partial void FacilitatorUnavailable(ILogger logger, Exception? exception, string endpoint, string payment);

    [LoggerMessage(7, LogLevel.Error, "{Endpoint}: the payment store cannot be reached. Payment {Payment} is not worked on")]
    public static partial void LedgerUnavailable(ILogger logger, Exception exception, string endpoint, string? payment);

    [LoggerMessage(8, LogLevel.Error, "{Endpoint}: payment {Payment} is settled by transaction {Transaction}, but the payment store could not note it. The reconciler does")]
    public static partial void SettledButNotNoted(ILogger logger, Exception? exception, string endpoint, string payment, string transaction);

    [LoggerMessage(9, LogLevel.Debug, "{Endpoint}: the buyer of payment {Payment} was gone before the result was delivered. It can be fetched again with the same payment")]
    public static partial void NotDelivered(ILogger logger, Exception exception, string endpoint, string payment);

    [LoggerMessage(10, LogLevel.Information, "{Endpoint}: result of payment {Payment} delivered again")]
    public static partial void DeliveredAgain(ILogger logger, string endpoint, string payment);

    [LoggerMessage(11, LogLevel.Warning, "The facilitator does not tell what it supports: {Error} Nothing can be sold until it does; asking again in {Delay}")]
    public static partial void FacilitatorSupportUnknown(ILogger logger, string error, TimeSpan delay);

    [LoggerMessage(12, LogLevel.Debug, "The facilitator was asked what it supports")]
    public static partial void FacilitatorSupportFailed(ILogger logger, Exception exception);

    [LoggerMessage(13, LogLevel.Information, "The facilitator answers, it supports {Count} kinds of payments")]
    public static partial void FacilitatorSupportKnown(ILogger logger, int count);

    [LoggerMessage(14, LogLevel.Error, "{Endpoint}: cannot be sold now: {Errors}")]
    public static partial void NothingToOffer(ILogger logger, string endpoint, string errors);

    [LoggerMessage(15, LogLevel.Error, "{Endpoint}: its price cannot be determined for this request")]
    public static partial void PriceFailed(ILogger logger, Exception? exception, string endpoint);

    [LoggerMessage(16, LogLevel.Warning, "Payments are kept in the memory of this process only: a restart forgets them, and a payment may buy twice around it. Register a shared store for real money, for example with AddRedisLedger()")]
    public static partial void LedgerInMemory(ILogger logger);

    [LoggerMessage(17, LogLevel.Warning, "Reconciling payments failed; tried again soon")]
    public static partial void ReconcilingFailed(ILogger logger, Exception exception);

    [LoggerMessage(18, LogLevel.Information, "Payment {Payment} of {Endpoint} reconciled: {State}, transaction {Transaction}")]
    public static partial void Reconciled(ILogger logger, string payment, string endpoint, string state, string? transaction);

    [LoggerMessage(19, LogLevel.Information, "Selling {Endpoint} for {Price}")]
    public static partial void Selling(ILogger logger, string endpoint, string price);

    [LoggerMessage(20, LogLevel.Warning, "{Endpoint}: {Error}")]
    public static partial void OptionNotOffered(ILogger logger, string endpoint, string error);

    [LoggerMessage(21, LogLevel.Error, "{Endpoint}: the facilitator's answer on payment {Payment} contradicts the payment: {Detail}")]
    public static partial void AnswerMismatch(ILogger logger, string endpoint, string payment, string detail);

    [LoggerMessage(22, LogLevel.Warning, "{Endpoint}: this process lost its reservation of payment {Payment}")]
    public static partial void ReservationLost(ILogger logger, string endpoint, string payment);

    [LoggerMessage(35, LogLevel.Error, "{Endpoint}: the handler of a request that was paid up front threw, and the application has no exception handler for it")]
    public static partial void PaidHandlerThrew(ILogger logger, Exception exception, string endpoint);

    [LoggerMessage(34, LogLevel.Error, "{Endpoint}: payment {Payment} was settled up front and its work failed. The same payment may have it done again")]
    public static partial void PaidNotDelivered(ILogger logger, string endpoint, string payment);

    [LoggerMessage(39, LogLevel.Information, "{Endpoint}: the buyer of payment {Payment} left in the middle of the goods. The same payment may have them again, a few times")]
    public static partial void DeliveryBrokenOff(ILogger logger, string endpoint, string payment);

    [LoggerMessage(23, LogLevel.Error, "{Endpoint}: the extension {Extension} could not add to a receipt. The result is delivered without it")]
    public static partial void ReceiptExtensionFailed(ILogger logger, Exception exception, string endpoint, string extension);

    [LoggerMessage(24, LogLevel.Error, "{Endpoint}: '{Price}', the price of tenant {Tenant}, is not a price. Nothing is sold in its name here")]
    public static partial void TenantPriceWrong(ILogger logger, string endpoint, string tenant, string price);

    [LoggerMessage(25, LogLevel.Error, "{Endpoint}: nobody can say in whose name this request is sold")]
    public static partial void TenantUnknown(ILogger logger, Exception exception, string endpoint);

    [LoggerMessage(26, LogLevel.Debug, "The facilitator does not tell about payment {Payment} any more: {Problem}")]
    public static partial void WatchEnded(ILogger logger, string payment, string problem);

    [LoggerMessage(37, LogLevel.Warning, "Payment {Payment} of {Endpoint} could not be reconciled; tried again soon")]
    public static partial void PaymentNotReconciled(ILogger logger, Exception exception, string payment, string endpoint);

    [LoggerMessage(38, LogLevel.Warning, "{Endpoint}: the view of the chain failed for payment {Payment}, so it shows nothing")]
    public static partial void ChainViewFailed(ILogger logger, Exception exception, string endpoint, string payment);

    [LoggerMessage(36, LogLevel.Error, "{Endpoint}: the facilitator calls payment {Payment} {Said}, and the chain shows that it is {Found}, transaction {Transaction}. The chain counts")]
    public static partial void ChainKnowsBetter(ILogger logger, string endpoint, string payment, string said, string found, string? transaction);

    [LoggerMessage(40, LogLevel.Warning, "{Endpoint}: payment {Payment} had failed, and the chain shows it paid by transaction {Transaction}, which somebody submitted since. Its buyer gets the goods")]
    public static partial void PaidAfterFailure(ILogger logger, string endpoint, string payment, string transaction);
}
