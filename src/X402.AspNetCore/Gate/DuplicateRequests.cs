using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Gate.Settlement;
using X402.AspNetCore.Gate.Upfront;
using X402.AspNetCore.Gate.Withholding;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate;

/// <summary>
/// Answers a request whose payment, or whose buyer's name for the purchase, is already known: it waits for the first one's result, gets the same
/// result again, or learns definitely why not.
/// </summary>
internal sealed class DuplicateRequests(IPaymentLedger ledger, PaymentVerifier verifier, PaymentSettler settler, UpfrontFlow upfront, AnswerWriter answers, GateAnswers endings, IOptions<X402ServerOptions> options, TimeProvider time, ILogger<DuplicateRequests> logger)
{
    private const int RetrySoon = GateAnswers.RetrySoon;

    /// <summary>Answers, unless the payment was released meanwhile or has work that is owed.</summary>
    public async Task<DuplicateAnswer> AnswerAsync(PaidRequest request, ReservationResult reservation)
    {
        var record = reservation.Record;
        var isNamed = reservation.Outcome == ReservationOutcome.IdentifierTaken;
        if (isNamed && !await ProveNameAsync(request, record))
            return DuplicateAnswer.Answered;
        // a payer that has just been proved needs no more than its name for the purchase; what it signed this time is not used
        var isSame = isNamed || IsSamePurchase(request, record);
        if (isSame && PaymentStateMachine.IsInProgress(record.State) && reservation.Outcome != ReservationOutcome.WorkOwed)
        {
            if (await ledger.WaitAsync(record.Id, options.Value.DuplicateWait, request.Context.RequestAborted) is not { } waited)
                return DuplicateAnswer.Free;
            record = waited;
        }
        if (record.State == PaymentState.Released || (isNamed && record.State == PaymentState.Failed))
            return DuplicateAnswer.Free;
        if (record.State != PaymentState.Failed && !isSame)
        {
            await endings.RefuseAsync(request, new(PaymentReasons.PaymentAlreadyUsed));
            return DuplicateAnswer.Answered;
        }
        if (record.State == PaymentState.Unknown || (record.State == PaymentState.Settling && record.LeaseUntil <= time.GetUtcNow()))
            record = await settler.ReconcileAsync(record, request.Context.RequestAborted);
        else if (record.State == PaymentState.Failed && isSame)
            record = await settler.ReviewAsync(record);
        if (IsOwed(record) && !upfront.IsOver(record))
            return new(false, record);
        await AnswerAsync(request, record);
        return DuplicateAnswer.Answered;
    }

    /// <summary>Answers for a payment that was not offered to the ledger once more, because its terms are over; it must be the same purchase.</summary>
    public Task<DuplicateAnswer> AnswerKnownAsync(PaidRequest request, PaymentRecord record) =>
        AnswerAsync(request, new ReservationResult(IsOwed(record) ? ReservationOutcome.WorkOwed : ReservationOutcome.InProgress, record));

    // anybody can write a name and a payer: nothing about the purchase is told before the facilitator has proved the payer (SG-10)
    private async Task<bool> ProveNameAsync(PaidRequest request, PaymentRecord record)
    {
        var (refusal, isFacilitatorsFault) = await verifier.VerifyAsync(request);
        if (refusal is { } verdict)
            await endings.NotVerifiedAsync(request, verdict, isFacilitatorsFault);
        else if (record.RequestFingerprint != request.Fingerprint)
            await endings.RejectAsync(request, StatusCodes.Status409Conflict, new(PaymentReasons.PaymentIdentifierConflict));
        else
            return true;
        return false;
    }

    private bool IsOwed(PaymentRecord record) =>
        record.State == PaymentState.Owed || (record.State == PaymentState.Serving && record.LeaseUntil <= time.GetUtcNow());

    private Task AnswerAsync(PaidRequest request, PaymentRecord record)
    {
        var context = request.Context;
        switch (record.State)
        {
            case PaymentState.Settled:
                return DeliverAgainAsync(request, record);
            case PaymentState.Failed:
                return endings.RefuseAsync(request, new(PaymentReasons.PaymentFailed));
            case PaymentState.Unknown:
                GateMetrics.Count(GateMetrics.Pending, PaymentReasons.SettlementPending.Code, record.Requirements);
                return answers.WriteProblemAsync(context, StatusCodes.Status502BadGateway, PaymentReasons.SettlementPending, RetrySoon, Pending(record), request.Version);
            case PaymentState.Owed or PaymentState.Serving when upfront.IsOver(record):
                return answers.WriteProblemAsync(context, StatusCodes.Status410Gone, PaymentReasons.DeliveryPeriodOver, receipt: PaymentSettler.ReceiptOf(record), version: request.Version);
            default:
                return answers.WriteProblemAsync(context, StatusCodes.Status409Conflict, PaymentReasons.PaymentInProgress, RetrySoon);
        }
    }

    private async Task DeliverAgainAsync(PaidRequest request, PaymentRecord record)
    {
        var context = request.Context;
        var receipt = PaymentSettler.ReceiptOf(record);
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

    /// <summary>
    /// Whether this is the purchase the ledger knows, signature included. Payer and nonce alone are public once a payment is on chain;
    /// naming them must not fetch what somebody else bought. What the client adds as extensions, such as a secret payment identifier, has to be the same too.
    /// </summary>
    public static bool IsSamePurchase(PaidRequest request, PaymentRecord record)
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
