using System.Diagnostics;
using X402.Evm.Rpc;
using X402.Ledger;
using X402.Protocol;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// Where settlements come in (step 8) and are answered (step 11): verifies, accepts each payment once, waits for the decision as long as the
/// caller does.
/// </summary>
/// <remarks>
/// A payment that is already known is joined: its callers get the first one's outcome, and nothing is signed again. The caller's cancellation
/// ends its wait only (SG-18).
/// </remarks>
internal sealed class SettlementDesk(ChainContext chain, EvidenceFinder evidence, Func<bool> hasRelayer, Func<CancellationToken, ValueTask<bool>> isOutOfGasMoney)
{
    // what is left of the caller's time for the answer to travel
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_local = TimeSpan.FromSeconds(3);

    public async Task<SettleResponse> SettleAsync(IEvmSettlementScheme scheme, FacilitatorRequest request, CancellationToken cancellationToken)
    {
        if (scheme.TryBuildCall(request) is not { } call)
            return await RefuseAsync(scheme, request, cancellationToken);
        var answer = await SettleAsync(scheme, request, call, cancellationToken);
        return answer.Success || answer.ErrorReason == PaymentReasons.SettlementPending.Code || call.ValidBefore > chain.Time.GetUtcNow()
            ? answer
            : await ProveAsync(call, answer, cancellationToken);
    }

    private async Task<SettleResponse> SettleAsync(IEvmSettlementScheme scheme, FacilitatorRequest request, EvmSettlementCall call, CancellationToken cancellationToken)
    {
        var deadline = chain.Time.GetUtcNow() + WaitOf(request);
        // nearly every payment is a new one, and both answers are needed: they are asked for at the same time
        var finding = chain.Journal.FindAsync(call.Id, cancellationToken).AsTask();
        var verdict = await scheme.VerifyForSettlementAsync(request, cancellationToken);
        var known = await finding;
        var isNew = false;
        if (known is null or { State: SettlementState.Withdrawn })
        {
            // a twin of this request may have settled between the two looks
            if (!verdict.IsValid)
                known = await chain.Journal.FindAsync(call.Id, cancellationToken) is { State: not SettlementState.Withdrawn } twin ? twin : null;
            // nobody is kept waiting for a transaction that cannot be paid for
            else if (await isOutOfGasMoney(cancellationToken))
                return Refuse(request, PaymentReasons.RelayerUnavailable.Code, null, verdict.Payer);
            else
                (isNew, known) = await AcceptAsync(request, call, verdict.Payer, null, cancellationToken);
            if (known is null)
            {
                (known, var isOpen) = await FindPreemptedAsync(request, call, verdict, cancellationToken);
                if (known is null)
                    return isOpen ? Refuse(request, PaymentReasons.SettlementPending.Code, null, verdict.Payer) : Refuse(request, verdict.InvalidReason, verdict.InvalidMessage, verdict.Payer);
            }
        }
        if (SettlementTerms.AreSame(known.Request, request))
            known = await WaitAsync(known, isNew, deadline, cancellationToken);
        return Answer(known, request, verdict);
    }

    // it may be another payment's record by now, accepted after this one was withdrawn: that one's outcome is not this caller's
    private static SettleResponse Answer(SettlementRecord record, FacilitatorRequest request, VerifyResponse verdict) => SettlementTerms.AreSame(record.Request, request)
        ? record.ToResponse()
        : Refuse(request, verdict.InvalidReason ?? PaymentReasons.DuplicateSettlement.Code, null, verdict.Payer);

    // what was seen in somebody else's transaction is not due: a relayer would be quick enough to send it in vain
    private async Task<(bool IsNew, SettlementRecord Record)> AcceptAsync(FacilitatorRequest request, EvmSettlementCall call, string? payer, TransactionReceipt? seen, CancellationToken cancellationToken)
    {
        var now = chain.Time.GetUtcNow();
        var record = new SettlementRecord
        {
            Id = call.Id,
            Version = 1,
            State = SettlementState.Accepted,
            Request = request,
            Payer = payer ?? call.Payer.ToString(),
            ValidBefore = call.ValidBefore,
            Transaction = seen?.TransactionHash.ToString(),
            BlockNumber = seen?.BlockNumber,
            BlockHash = seen?.BlockHash.ToString(),
            UpdatedAt = now,
            TraceParent = Activity.Current?.Id,
            History = [new(SettlementState.Accepted, now)],
        };
        try
        {
            var (isNew, accepted) = await chain.Journal.AcceptAsync(record, cancellationToken);
            SettlementKillPoints.Pass(SettlementKillPoints.Accepted);
            // without a relayer nobody here ever takes it: whoever has one finds it in the journal
            if (isNew && seen is null && hasRelayer())
                chain.Queue.Add(new(accepted, call));
            return (isNew, accepted);
        }
        catch (LedgerUnavailableException)
        {
            // it may be stored, and then it will be settled: not "no", but "not known yet"
            return (false, record);
        }
    }

    private async Task<SettlementRecord> WaitAsync(SettlementRecord record, bool isOurs, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (SettlementStateMachine.IsDecided(record.State))
            return record;
        using var local = chain.Outcomes.Subscribe(record);
        var terms = record.Request;
        try
        {
            while (!SettlementStateMachine.IsDecided(record.State) && SettlementTerms.AreSame(record.Request, terms))
            {
                // in this process the decision comes by itself; the journal is asked in case another process takes it
                var left = deadline - chain.Time.GetUtcNow();
                if (left <= TimeSpan.Zero)
                    return isOurs ? await GiveUpAsync(record, cancellationToken) : record;
                if (isOurs && hasRelayer())
                {
                    try
                    {
                        record = await local.Decision.WaitAsync(left < s_local ? left : s_local, chain.Time, cancellationToken);
                    }
                    catch (TimeoutException)
                    {
                        record = await chain.Journal.FindAsync(record.Id, cancellationToken) ?? record;
                    }
                }
                else
                {
                    record = await chain.Journal.WaitAsync(record.Id, record.Version, left, cancellationToken) ?? record;
                }
            }
            return record;
        }
        catch (LedgerUnavailableException)
        {
            return record;
        }
    }

    // Nothing was signed in all that time: a definite "no", as long as the journal lets us take the settlement back.
    private async Task<SettlementRecord> GiveUpAsync(SettlementRecord record, CancellationToken cancellationToken)
    {
        var now = await chain.Journal.FindAsync(record.Id, cancellationToken) ?? record;
        if (now.State != SettlementState.Accepted || !SettlementTerms.AreSame(now.Request, record.Request))
            return now;
        var withdrawal = new SettlementAdvance { Id = now.Id, Version = now.Version, To = SettlementState.Withdrawn, Reason = PaymentReasons.RelayerUnavailable.Code, At = chain.Time.GetUtcNow() };
        return (await chain.Journal.AdvanceAsync([withdrawal], cancellationToken))[0] ?? await chain.Journal.FindAsync(record.Id, cancellationToken) ?? now;
    }

    /// <summary>
    /// A payment that somebody else submitted between the caller's verification and this settlement is paid all the same, once (SG-15), and confirmed
    /// as deep in the chain as one of ours: by the reconciler, where that is not yet so.
    /// </summary>
    /// <returns>The settlement; without one, whether it may yet be found to be paid.</returns>
    private async Task<(SettlementRecord? Record, bool IsOpen)> FindPreemptedAsync(FacilitatorRequest request, EvmSettlementCall call, VerifyResponse verdict, CancellationToken cancellationToken)
    {
        if (verdict.InvalidReason != PaymentReasons.ExactEvmNonceAlreadyUsed.Code)
            return (null, false);
        try
        {
            var head = await chain.Rpc.SendAsync(EvmRpcCalls.Block(), cancellationToken);
            var found = head is null ? new(EvidenceKind.Contradictory) : await evidence.FindAsync(call, head.Number, cancellationToken);
            // the chain has just said "used": nodes that do not all say so are not at the same block
            if (head is null || found.Kind is EvidenceKind.Contradictory or EvidenceKind.Unused)
                return (null, true);
            if (found is not { Kind: EvidenceKind.Paid, Receipt: { } receipt })
                return (null, false);
            if (await chain.Rpc.SendAsync(EvmRpcCalls.Block(BlockTag.Number(receipt.BlockNumber)), cancellationToken) is not { } block)
                return (null, true);
            // what was paid longer ago than this purchase can have begun was another purchase
            if (head.Timestamp - Math.Min(head.Timestamp, block.Timestamp) > (ulong)request.Requirements.MaxTimeoutSeconds)
                return (null, false);
            var (isNew, record) = await AcceptAsync(request, call, verdict.Payer, receipt, cancellationToken);
            return (isNew && SettlementJudge.DepthOf(receipt, head) >= (ulong)chain.Options.Confirmations ? await ConfirmAsync(record, receipt, cancellationToken) : record, true);
        }
        catch (EvmRpcException exception)
        {
            Log.PartWaits(chain.Logger, chain.Network, $"the answer about payment {call.Id}", exception.Message);
            return (null, true);
        }
    }

    private async Task<SettlementRecord> ConfirmAsync(SettlementRecord record, TransactionReceipt receipt, CancellationToken cancellationToken)
    {
        var paid = new SettlementAdvance
        {
            Id = record.Id,
            Version = record.Version,
            To = SettlementState.Confirmed,
            Transaction = receipt.TransactionHash.ToString(),
            BlockNumber = receipt.BlockNumber,
            BlockHash = receipt.BlockHash.ToString(),
            At = chain.Time.GetUtcNow(),
        };
        Log.Preempted(chain.Logger, record.Id.ToString(), receipt.TransactionHash.ToString());
        return (await chain.Journal.AdvanceAsync([paid], cancellationToken))[0] ?? await chain.Journal.FindAsync(record.Id, cancellationToken) ?? record;
    }

    // a seller whose first question was lost cannot tell from a refusal what became of that one; from this he can
    private async Task<SettleResponse> ProveAsync(EvmSettlementCall call, SettleResponse refusal, CancellationToken cancellationToken)
    {
        try
        {
            return await chain.Rpc.SendAsync(EvmRpcCalls.Block(), cancellationToken) is { } head && head.Number >= chain.FinalityDepth
                && await evidence.IsImpossibleAsync(call, head.Number - chain.FinalityDepth + 1, cancellationToken)
                    ? refusal with { ErrorReason = PaymentReasons.AuthorizationExpired.Code, ErrorMessage = PaymentReasons.Explain(PaymentReasons.AuthorizationExpired.Code) }
                    : refusal;
        }
        catch (EvmRpcException)
        {
            return refusal;
        }
    }

    private TimeSpan WaitOf(FacilitatorRequest request)
    {
        var wait = TimeSpan.FromSeconds(Math.Max(1, request.Requirements.MaxTimeoutSeconds));
        if (request.Wait is { } caller && caller < wait)
            wait = caller;
        if (chain.Options.SettleTimeout < wait)
            wait = chain.Options.SettleTimeout;
        return wait > 2 * s_margin ? wait - s_margin : wait / 2;
    }

    private static async Task<SettleResponse> RefuseAsync(IEvmSettlementScheme scheme, FacilitatorRequest request, CancellationToken cancellationToken)
    {
        var verdict = await scheme.VerifyAsync(request, cancellationToken);
        return Refuse(request, verdict.InvalidReason ?? PaymentReasons.InvalidPayload.Code, verdict.InvalidMessage, verdict.Payer);
    }

    private static SettleResponse Refuse(FacilitatorRequest request, string? reason, string? message, string? payer) => new()
    {
        Success = false,
        ErrorReason = reason,
        ErrorMessage = message ?? PaymentReasons.Explain(reason),
        Payer = payer,
        Transaction = "",
        Network = request.Requirements.Network,
    };
}
