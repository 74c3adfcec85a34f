using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Gate.Settlement;
using X402.Diagnostics;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate.Upfront;

/// <summary>
/// The upfront flow: the payment is settled before the work, so the response is not withheld but flows while the handler runs.
/// <code>
///   Verified -> Settling -> settle (8 to 11) -- Failed --> 402 with receipt    Unknown -> 502 settlement_pending
///                  v  Serving: on record before the handler runs
///               the work (7), its bytes flow with the receipt (12) -- done: Settled, a copy is kept
///                  |  failed, or this process dies
///                  v
///               Owed: the same payment has the work done again, until it succeeds or the time for it is over
/// </code>
/// </summary>
internal sealed class UpfrontFlow(PaymentSettler settler, AnswerWriter answers, GateAnswers endings, IPaymentLedger ledger, IOptions<X402ServerOptions> options, TimeProvider time, ILogger<UpfrontFlow> logger)
{
    /// <summary>
    /// How often a buyer may leave in the middle of the goods and have the work done again. A connection may fail; but goods that are of use without
    /// their end could be had for ever by never taking it.
    /// </summary>
    private const int MaxBrokenOff = 5;

    /// <summary>Settles a verified payment and does the work. The caller keeps the lease.</summary>
    public async Task SettleAndServeAsync(PaidRequest request, PaymentRecord record, PaymentTransition verified, RequestDelegate handler)
    {
        if (await ledger.StepAsync(record, new() { To = PaymentState.Settling, Passed = [verified] }) is not { } settling)
        {
            await endings.LostAsync(request);
            return;
        }

        var result = await settler.SettleAsync(settling, PaymentState.Serving);
        GateKillPoints.Pass(result.State);
        if (result.State == PaymentState.Serving)
            await ServeAsync(request, result.Record!, handler);
        else if (PaymentStateMachine.IsPaid(result.State))
            // the money has moved, but this request could not note that it works for it: another one might
            await answers.WriteProblemAsync(request.Context, StatusCodes.Status503ServiceUnavailable, PaymentReasons.PaidNotDelivered, GateAnswers.RetrySoon, Undelivered(result.Receipt), request.Version);
        else
            await endings.UnsettledAsync(request, result);
    }

    /// <summary>Takes up work that is owed.</summary>
    /// <returns>Whether it was taken up; otherwise another request has it.</returns>
    public async Task<bool> TryResumeAsync(PaidRequest request, PaymentRecord owed, RequestDelegate handler)
    {
        // not cancelled with the request: work that is taken up by nobody would be held until its lease has ended
        if (await ledger.ResumeAsync(owed.Id, PaymentSettler.Owner, options.Value.Lease, CancellationToken.None) is not { } record)
            return false;
        using var lease = new LeaseKeeper(ledger, record, options.Value.Lease, time, logger);
        request.Context.Features.Set<IPaymentFeature>(new PaymentFeature(record.Id, record.Receipt?.Payer ?? record.Id.Payer, record.Requirements, request.Version));
        await ServeAsync(request, record, handler);
        return true;
    }

    /// <summary>Whether owed work may not be asked for any more: its time is over, or its buyer has broken off the goods again and again.</summary>
    public bool IsOver(PaymentRecord owed)
    {
        DateTimeOffset? paid = null;
        var brokenOff = 0;
        foreach (var step in owed.History)
        {
            if (!PaymentStateMachine.IsPaid(step.State))
                continue;
            paid ??= step.At;
            if (step.Reason == PaymentReasons.DeliveryBrokenOff.Code)
                brokenOff++;
        }
        return brokenOff >= MaxBrokenOff || time.GetUtcNow() - paid > options.Value.DeliveryPeriod;
    }

    private async Task ServeAsync(PaidRequest request, PaymentRecord record, RequestDelegate handler)
    {
        var context = request.Context;
        var receipt = await request.Extensions.CompleteAsync(request, PaymentSettler.ReceiptOf(record));
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Fulfil);
        using var response = new CopiedResponse(context, options.Value.StoredResponseLimit,
            () => answers.AddReceipt(context, context.Response.StatusCode >= StatusCodes.Status400BadRequest ? Undelivered(receipt) : receipt, request.Version));
        context.Features.Set(new UpfrontGuard.Owed());
        try
        {
            await handler(context);
            await response.CompleteAsync();
        }
        catch (Exception exception)
        {
            activity?.AddException(exception);
            await OweAsync(request, record, activity);
            throw;
        }
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest || IsLost(context, response))
            await OweAsync(request, record, activity);
        else
            await CloseAsync(request, record, response.ToStored());
    }

    // neither delivered nor kept
    private static bool IsLost(HttpContext context, CopiedResponse response) => context.RequestAborted.IsCancellationRequested && !response.IsKept;

    private async Task CloseAsync(PaidRequest request, PaymentRecord record, StoredResponse? stored)
    {
        GateMetrics.Count(GateMetrics.Paid, null, record.Requirements);
        Log.Paid(logger, request.Endpoint.Name, PaymentLabel.Of(record.Id), record.Requirements.Amount, record.Receipt?.Transaction ?? "");
        await NoteAsync(request, record, new() { To = PaymentState.Settled, Response = stored });
    }

    private async Task OweAsync(PaidRequest request, PaymentRecord record, Activity? activity)
    {
        var isBrokenOff = request.Context is { RequestAborted.IsCancellationRequested: true, Response.HasStarted: true };
        var reason = isBrokenOff ? PaymentReasons.DeliveryBrokenOff : PaymentReasons.PaidNotDelivered;
        activity?.SetStatus(ActivityStatusCode.Error, reason.Code);
        GateMetrics.Count(GateMetrics.Owed, reason.Code, record.Requirements);
        if (isBrokenOff)
            Log.DeliveryBrokenOff(logger, request.Endpoint.Name, PaymentLabel.Of(record.Id));
        else
            Log.PaidNotDelivered(logger, request.Endpoint.Name, PaymentLabel.Of(record.Id));
        await NoteAsync(request, record, new() { To = PaymentState.Owed, Reason = reason.Code });
    }

    private async Task NoteAsync(PaidRequest request, PaymentRecord record, PaymentAdvance advance)
    {
        try
        {
            if (await ledger.StepAsync(record, advance) is null)
                Log.ReservationLost(logger, request.Endpoint.Name, PaymentLabel.Of(record.Id));
        }
        catch (LedgerUnavailableException exception)
        {
            // once its lease has ended the work counts as owed: the buyer is never worse off
            Log.LedgerUnavailable(logger, exception, request.Endpoint.Name, PaymentLabel.Of(record.Id));
        }
    }

    private static SettleResponse Undelivered(SettleResponse receipt) => receipt with
    {
        ErrorReason = PaymentReasons.PaidNotDelivered.Code,
        ErrorMessage = PaymentReasons.Explain(PaymentReasons.PaidNotDelivered.Code),
    };
}
