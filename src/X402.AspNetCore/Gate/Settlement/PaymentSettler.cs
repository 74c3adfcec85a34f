using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Diagnostics;
using X402.Diagnostics;
using X402.Facilitators;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate.Settlement;

/// <summary>Step 8: asks for settlement and notes what came of it. The same for the request that worked, for one that comes again, and for the reconciler.</summary>
/// <remarks>
/// Neither a disconnecting buyer nor a stopping server cancels a settlement; only its own time limit ends the waiting, and then the outcome is
/// unknown, not "failed" (SG-12, SG-18).
/// </remarks>
internal sealed class PaymentSettler(IFacilitator facilitator, IPaymentLedger ledger, SecondOpinion secondOpinion, IOptions<X402ServerOptions> options, TimeProvider time, ILogger<PaymentSettler> logger)
{
    private static readonly string s_owner = $"{Environment.MachineName}/{Environment.ProcessId}";
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    /// <summary>Which process this is, for operators.</summary>
    public static string Owner => s_owner;

    /// <summary>The most that waiting for one outcome may take: the facilitator's answer "pending" is asked for a second time.</summary>
    private TimeSpan Limit => (options.Value.SettleTimeout * 2) + TimeSpan.FromSeconds(5);

    /// <summary>Settles a payment that is <see cref="PaymentState.Settling"/> and owned by the caller.</summary>
    /// <param name="record">The payment.</param>
    /// <param name="paid">
    /// The state to enter once the money has moved: <see cref="PaymentState.Settled"/> where the work is done; in the upfront flow
    /// <see cref="PaymentState.Serving"/> when the caller is about to do it, and <see cref="PaymentState.Owed"/> when it is not.
    /// </param>
    public Task<SettlementResult> SettleAsync(PaymentRecord record, PaymentState paid = PaymentState.Settled) => SettleAsync(record, paid, isRepeated: false, parent: default);

    private async Task<SettlementResult> SettleAsync(PaymentRecord record, PaymentState paid, bool isRepeated, ActivityContext parent)
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Settle, ActivityKind.Internal, parent);
        Describe(activity, record);
        var started = time.GetTimestamp();
        var result = await secondOpinion.CompareAsync(record, await AskAsync(record, isRepeated));
        GateMetrics.SettlementEnded(time.GetElapsedTime(started));
        var isPaid = result.State == PaymentState.Settled;
        result = await NoteAsync(record, isPaid ? result with { State = paid } : result, isRepeated);
        isPaid = PaymentStateMachine.IsPaid(result.State);
        if (isPaid)
            GateMetrics.Settled(record.Requirements, result.Receipt);
        activity?.SetTag(PaymentTags.Transaction, result.Receipt.Transaction);
        activity?.SetTag(PaymentTags.State, (isPaid ? PaymentState.Settled : result.State).ToString());
        if (!isPaid)
            activity?.SetStatus(ActivityStatusCode.Error, result.Reason.Code);
        return result;
    }

    /// <summary>
    /// Closes a payment nobody works on any more: <see cref="PaymentState.Unknown"/>, or <see cref="PaymentState.Settling"/> with its lease ended.
    /// Asking again is safe; whatever a facilitator answers that does not know of the first settlement, only proof ends the payment (SG-12).
    /// </summary>
    /// <returns>The payment as it is afterwards.</returns>
    public async Task<PaymentRecord> ReconcileAsync(PaymentRecord record, CancellationToken cancellationToken)
    {
        if (await ledger.TakeOverAsync(record.Id, Owner, options.Value.Lease, cancellationToken) is not { } owned)
            return await ledger.FindAsync(record.Id, cancellationToken) ?? record;
        using var lease = new LeaseKeeper(ledger, owned, options.Value.Lease, time, logger);
        var paid = PaymentFlow.Of(owned.Requirements) == PaymentFlow.Upfront ? PaymentState.Owed : PaymentState.Settled;
        var result = await SettleAsync(owned, paid, isRepeated: true, TraceOf(owned));
        if (result.State != PaymentState.Unknown)
            Log.Reconciled(logger, PaymentLabel.Of(record.Id), record.Endpoint, result.State.ToString(), result.Receipt.Transaction);
        return await ledger.FindAsync(record.Id, CancellationToken.None) ?? owned;
    }

    /// <summary>
    /// Looks again at a payment that failed. Its authorization stays good until it expires, and who holds it, or read it in a transaction that reverted, may
    /// have submitted it since: the buyer was charged then, and gets what it paid for, with the same payment.
    /// </summary>
    /// <returns>The payment as it is afterwards: paid, where the chain shows that.</returns>
    public async Task<PaymentRecord> ReviewAsync(PaymentRecord failed)
    {
        if (await secondOpinion.FindPaidAsync(failed) is not { } receipt)
            return failed;
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Settle, ActivityKind.Internal, TraceOf(failed));
        Describe(activity, failed);
        var advance = new PaymentAdvance { To = failed.Response is null ? PaymentState.Owed : PaymentState.Settled, Transaction = receipt.Transaction, Receipt = receipt };
        if (await ledger.AdvanceAsync(failed, advance, CancellationToken.None) is not { } paid)
            return await ledger.FindAsync(failed.Id, CancellationToken.None) ?? failed;
        Log.PaidAfterFailure(logger, failed.Endpoint, PaymentLabel.Of(failed.Id), receipt.Transaction);
        GateMetrics.Settled(failed.Requirements, receipt);
        activity?.SetTag(PaymentTags.Transaction, receipt.Transaction);
        activity?.SetTag(PaymentTags.State, nameof(PaymentState.Settled));
        return paid;
    }

    private async Task<SettlementResult> AskAsync(PaymentRecord record, bool isRepeated)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            var request = new FacilitatorRequest(record.Payload.X402Version, record.Payload, record.Requirements);
            // the limit holds for a facilitator of the application's own too that does not heed it
            var answer = await facilitator.SettleAsync(request, limit.Token).WaitAsync(limit.Token);
            if (options.Value.RecordDocuments)
                WireDocuments.Settled(request, answer);
            return Understand(record, answer, isRepeated);
        }
        catch (FacilitatorException exception)
        {
            // also where it certainly was not reached: the result is stored, and the same payment fetches it once the facilitator is back
            return Unknown(record, exception, exception.OutcomeUnknown ? PaymentReasons.SettlementPending : PaymentReasons.FacilitatorUnavailable);
        }
        catch (OperationCanceledException exception)
        {
            return Unknown(record, exception, PaymentReasons.SettlementPending);
        }
#pragma warning disable CA1031 // whatever a facilitator of the application's own throws, the money may have moved
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Unknown(record, exception, PaymentReasons.SettlementPending);
        }
    }

    private SettlementResult Understand(PaymentRecord record, SettleResponse answer, bool isRepeated)
    {
        if (answer.Success)
        {
            if (FindContradiction(record, answer) is not { } contradiction)
                return new(PaymentState.Settled, answer with { Payer = answer.Payer is { Length: > 0 } payer ? payer : record.Id.Payer, ErrorReason = null, ErrorMessage = null });
            Log.AnswerMismatch(logger, record.Endpoint, PaymentLabel.Of(record.Id), contradiction);
            return Unknown(record, null, PaymentReasons.SettlementPending);
        }
        var reason = FacilitatorReasons.Clean(answer.ErrorReason, PaymentReasons.UnexpectedSettleError);
        return FacilitatorReasons.ProvesNothing(reason) || (isRepeated && !RepeatedSettlement.IsFailure(answer, record.Transaction))
            ? Unknown(record, null, reason, answer.Transaction)
            : new(PaymentState.Failed, Receipt(record, reason, answer.Transaction), reason);
    }

    private static string? FindContradiction(PaymentRecord record, SettleResponse answer)
    {
        if (answer.Network != record.Requirements.Network)
            return "it is for another network";
        if (answer.Payer is { Length: > 0 } payer && !AreSameAccount(payer, record.Id.Payer))
            return "it names another payer";
        return answer.Transaction.Length == 0 && record.Requirements.Scheme == "exact" ? "it names no transaction" : null;
    }

    /// <summary>Hexadecimal addresses are equal when their bytes are.</summary>
    public static bool AreSameAccount(string left, string right) =>
        string.Equals(left, right, left.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>What the ledger alone can tell a buyer who has paid.</summary>
    public static SettleResponse ReceiptOf(PaymentRecord record) => record.Receipt ?? new()
    {
        Success = true,
        Payer = record.Id.Payer,
        Transaction = record.Transaction ?? "",
        Network = record.Requirements.Network,
    };

    private SettlementResult Unknown(PaymentRecord record, Exception? exception, PaymentReason reason, string? transaction = null)
    {
        transaction = string.IsNullOrEmpty(transaction) ? record.Transaction : transaction;
        Log.SettlementUnknown(logger, exception, record.Endpoint, PaymentLabel.Of(record.Id), reason.Code, transaction);
        // the buyer learns one thing only: it may have been charged, and the same payment will tell
        return new(PaymentState.Unknown, Receipt(record, PaymentReasons.SettlementPending, transaction), reason);
    }

    /// <summary>What a buyer is told about a payment that is not settled.</summary>
    public static SettleResponse Receipt(PaymentRecord record, PaymentReason reason, string? transaction) => new()
    {
        Success = false,
        ErrorReason = reason.Code,
        ErrorMessage = PaymentReasons.Explain(reason.Code),
        Payer = record.Id.Payer,
        Transaction = transaction ?? "",
        Network = record.Requirements.Network,
    };

    private async Task<SettlementResult> NoteAsync(PaymentRecord record, SettlementResult result, bool isRepeated)
    {
        try
        {
            if (result.State == PaymentState.Unknown)
                return await NoteUnknownAsync(record, result, isRepeated);
            var advance = new PaymentAdvance
            {
                To = result.State,
                Reason = PaymentStateMachine.IsPaid(result.State) ? null : result.Reason.Code,
                Transaction = result.Receipt.Transaction is { Length: > 0 } transaction ? transaction : null,
                Receipt = PaymentStateMachine.IsPaid(result.State) ? result.Receipt : null,
            };
            if (await ledger.AdvanceAsync(record, advance, CancellationToken.None) is { } noted)
                return result with { Record = noted };
            // somebody else took the payment over; what is noted counts, unless this answer proves that the money has moved
            Log.ReservationLost(logger, record.Endpoint, PaymentLabel.Of(record.Id));
            return PaymentStateMachine.IsPaid(result.State) ? Unnoted(result) : await ledger.FindAsync(record.Id, CancellationToken.None) switch
            {
                { State: PaymentState.Settled, Receipt: { } receipt } => new(PaymentState.Settled, receipt),
                { State: PaymentState.Failed } => result,
                _ => Unknown(record, null, PaymentReasons.SettlementPending),
            };
        }
        catch (LedgerUnavailableException exception)
        {
            if (PaymentStateMachine.IsPaid(result.State))
                Log.SettledButNotNoted(logger, exception, record.Endpoint, PaymentLabel.Of(record.Id), result.Receipt.Transaction);
            else
                Log.LedgerUnavailable(logger, exception, record.Endpoint, PaymentLabel.Of(record.Id));
            return Unnoted(result);
        }
    }

    // work that is not on record as the caller's must not begin: another request might do it too
    private static SettlementResult Unnoted(SettlementResult result) => result.State == PaymentState.Serving ? result with { State = PaymentState.Owed } : result;

    // the lease now says when to ask again: soon at first, so that the buyer's next try finds an answer, then ever less often
    private async Task<SettlementResult> NoteUnknownAsync(PaymentRecord record, SettlementResult result, bool isRepeated)
    {
        var pause = s_shortestPause;
        if (record.State == PaymentState.Settling)
        {
            // what a later answer names may be a second transaction, whose failure says nothing about the first one
            var transaction = isRepeated || result.Receipt.Transaction.Length == 0 ? null : result.Receipt.Transaction;
            var advance = new PaymentAdvance { To = PaymentState.Unknown, Reason = result.Reason.Code, Transaction = transaction };
            await ledger.AdvanceAsync(record, advance, CancellationToken.None);
        }
        else
        {
            var age = (time.GetUtcNow() - record.History[^1].At) / 4;
            pause = age < s_shortestPause ? s_shortestPause : age > s_longestPause ? s_longestPause : age;
        }
        await ledger.RenewAsync(record.Id, record.Fence, pause, CancellationToken.None);
        return result;
    }

    // whoever asks again, the answer belongs to the story of the payment
    private static ActivityContext TraceOf(PaymentRecord record) =>
        record.TraceId is { Length: 32 } id && !id.AsSpan().ContainsAnyExcept(s_digits)
            ? new(ActivityTraceId.CreateFromString(id), default, ActivityTraceFlags.Recorded, isRemote: true)
            : default;

    private static void Describe(Activity? activity, PaymentRecord record)
    {
        if (activity is null)
            return;
        activity.SetTag(PaymentTags.PaymentId, record.Id.ToString());
        activity.SetTag(PaymentTags.Network, record.Requirements.Network);
        activity.SetTag(PaymentTags.Scheme, record.Requirements.Scheme);
        activity.SetTag(PaymentTags.Asset, record.Requirements.Asset);
        activity.SetTag(PaymentTags.Amount, record.Requirements.Amount);
        activity.SetTag(PaymentTags.Endpoint, record.Endpoint);
    }
}
