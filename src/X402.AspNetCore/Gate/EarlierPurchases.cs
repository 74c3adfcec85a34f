using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Gate.Offers;
using X402.Ledger;
using X402.Payments;

namespace X402.AspNetCore.Gate;

/// <summary>
/// Finds what a payment has bought already that fits no offer of today: the price has changed since, or the way to pay, or what the offer says. Whoever has
/// paid gets what he paid for, and is not told to pay once more.
/// </summary>
/// <remarks>Thread safety: stateless. The ledger is only asked about payments that are refused otherwise.</remarks>
internal sealed class EarlierPurchases(IPaymentLedger ledger, TimeProvider time)
{
    /// <summary>The record of a payment that was taken at this endpoint, unless it is free again: then it buys under the terms of today or not at all.</summary>
    public async ValueTask<PaymentRecord?> FindAsync(HttpContext context, PaidEndpoint endpoint, OfferSet offers, PaymentId id) =>
        await ledger.FindAsync(id, context.RequestAborted) is { } record && record.Endpoint == endpoint.Name && !IsFree(record) && IsOfThisSeller(context, offers, record)
            ? record
            : null;

    private bool IsFree(PaymentRecord record) =>
        record.State == PaymentState.Released || (PaymentStateMachine.CanTakeOver(record.State) && record.LeaseUntil <= time.GetUtcNow());

    // where several sell under one path, each does the work for its own payments only
    private static bool IsOfThisSeller(HttpContext context, OfferSet offers, PaymentRecord record) =>
        context.Features.Get<PaymentTenant>() is null
        || offers.Accepts.Any(offer => string.Equals(offer.PayTo, record.Requirements.PayTo, StringComparison.OrdinalIgnoreCase));
}
