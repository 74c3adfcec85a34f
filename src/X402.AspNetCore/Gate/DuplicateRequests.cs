using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Gate.Settlement;
using X402.AspNetCore.Gate.Withholding;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate;

/// <summary>Answers a request whose payment is already known: it waits for the first one's result, gets the same result again, or learns definitely why not.</summary>
internal sealed class DuplicateRequests(IPaymentLedger ledger, PaymentSettler settler, AnswerWriter answers, IOptions<X402ServerOptions> options, TimeProvider time, ILogger<DuplicateRequests> logger)
{
    private const int RetrySoon = 2;

    /// <summary>Answers, unless the payment was released meanwhile.</summary>
    /// <returns>Whether the request is answered; otherwise the payment may be reserved again.</returns>
    public async Task<bool> TryAnswerAsync(PaidRequest request, ReservationResult reservation)
    {
        var record = reservation.Record;
        if (reservation.Outcome == ReservationOutcome.InProgress && IsSamePurchase(request, record))
        {
            if (await ledger.WaitAsync(record.Id, options.Value.DuplicateWait, request.Context.RequestAborted) is not { } waited)
                return false;
            record = waited;
        }
        if (record.State == PaymentState.Released)
            return false;
        if (record.State != PaymentState.Failed && !IsSamePurchase(request, record))
        {
            await RefuseAsync(request, PaymentReasons.PaymentAlreadyUsed);
            return true;
        }
        if (record.State == PaymentState.Unknown || (record.State == PaymentState.Settling && record.LeaseUntil <= time.GetUtcNow()))
            record = await settler.ReconcileAsync(record, request.Context.RequestAborted);
        await AnswerAsync(request, record);
        return true;
    }

    private Task AnswerAsync(PaidRequest request, PaymentRecord record)
    {
        var context = request.Context;
        switch (record.State)
        {
            case PaymentState.Settled:
                return DeliverAgainAsync(request, record);
            case PaymentState.Failed:
                return RefuseAsync(request, PaymentReasons.PaymentFailed);
            case PaymentState.Unknown:
                GateMetrics.Count(GateMetrics.Pending, PaymentReasons.SettlementPending.Code, record.Requirements);
                return answers.WriteProblemAsync(context, StatusCodes.Status502BadGateway, PaymentReasons.SettlementPending, RetrySoon, Pending(record), request.Version);
            default:
                return answers.WriteProblemAsync(context, StatusCodes.Status409Conflict, PaymentReasons.PaymentInProgress, RetrySoon);
        }
    }

    private async Task DeliverAgainAsync(PaidRequest request, PaymentRecord record)
    {
        var context = request.Context;
        var receipt = record.Receipt ?? new SettleResponse { Success = true, Payer = record.Id.Payer, Transaction = record.Transaction ?? "", Network = record.Requirements.Network };
        if (record.Response is not { } stored)
        {
            await answers.WriteProblemAsync(context, StatusCodes.Status410Gone, PaymentReasons.ResultNotRetained, receipt: receipt, version: request.Version);
            return;
        }
        context.Response.StatusCode = stored.StatusCode;
        foreach (var named in stored.Headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
            context.Response.Headers[named.Key] = named.Select(header => header.Value).ToArray();
        ResultHeaders.SetLength(context, stored.StatusCode, stored.Body.Length);
        answers.AddReceipt(context, await request.Extensions.CompleteAsync(request, receipt), request.Version);
        Log.DeliveredAgain(logger, request.Endpoint.Name, PaymentLabel.Of(record.Id));
        if (!stored.Body.IsEmpty)
            await context.Response.Body.WriteAsync(stored.Body, context.RequestAborted);
    }

    private Task RefuseAsync(PaidRequest request, PaymentReason reason)
    {
        GateMetrics.Count(GateMetrics.Refused, reason.Code, request.Terms.Requirements);
        Log.Refused(logger, request.Endpoint.Name, reason.Code, null);
        return answers.WriteRefusedAsync(request.Context, request.Offers, new(reason));
    }

    /// <summary>
    /// Whether this is the purchase the ledger knows, signature included. Payer and nonce alone are public once a payment is on chain;
    /// naming them must not fetch what somebody else bought. What the client adds as extensions, such as a secret payment identifier, has to be the same too.
    /// </summary>
    private static bool IsSamePurchase(PaidRequest request, PaymentRecord record)
    {
        var (sent, known) = (request.Terms.Payload, record.Payload);
        return request.Fingerprint == record.RequestFingerprint
            && sent.X402Version == known.X402Version
            && JsonElement.DeepEquals(sent.Payload, known.Payload)
            && AreEqual(sent.Extensions, known.Extensions);
    }

    private static bool AreEqual(JsonElement? left, JsonElement? right) =>
        left is { } one && right is { } other ? JsonElement.DeepEquals(one, other) : left is null && right is null;

    private static SettleResponse Pending(PaymentRecord record) => new()
    {
        Success = false,
        ErrorReason = PaymentReasons.SettlementPending.Code,
        ErrorMessage = PaymentReasons.Explain(PaymentReasons.SettlementPending.Code),
        Payer = record.Id.Payer,
        Transaction = record.Transaction ?? "",
        Network = record.Requirements.Network,
    };
}
