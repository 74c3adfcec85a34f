using X402.Evm.Rpc;
using X402.Evm.Transactions;
using X402.Ledger;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// One relayer key while this process holds its lease (SG-29). The single writer of the account: it gives out nonces locally, without gaps,
/// and journals every transaction before it is sent. It takes what waits, makes one transaction of it, and comes back for more.
/// </summary>
/// <remarks>
/// A nonce is used up by the journal, not by the node: what is journalled is sent until it lands, what is not journalled was never sent.
/// When the journal does not answer, the relayer asks until it knows whether its transaction is stored, and does nothing else meanwhile.
/// </remarks>
internal sealed class Relayer(ChainContext chain, IRelayerSigner signer, RelayerLease lease, FeeOracle fees, Broadcaster broadcaster, ChainWatcher watcher) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _slots = new(chain.Options.MaxInFlight);
    private readonly TransactionBuilder _builder = new(chain, signer.Address);
    private readonly RelayerFunds _funds = new(chain, signer.Address);
    private readonly string _address = signer.Address.ToLowerString();
    private ulong _next;

    public EvmAddress Address { get; } = signer.Address;

    public RelayerLease Lease { get; } = lease;

    /// <summary>Whether the lease is still believed to be held.</summary>
    public bool IsActive { get; private set; } = true;

    public RelayerFunds Funds => _funds;

    /// <summary>Works until the token is cancelled, which happens when the lease is lost too.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!await TryStepAsync(ResumeAsync, "resuming a relayer", cancellationToken))
                await Task.Delay(s_pause, chain.Time, cancellationToken);
            while (IsActive)
                await WorkAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // what is journalled is resumed by the next holder of the lease
        }
        finally
        {
            IsActive = false;
        }
    }

    /// <summary>Signs and sends the same calls again with a higher fee, if that is due and allowed.</summary>
    public async Task ReplaceAsync(TrackedTransaction tracked, CancellationToken cancellationToken)
    {
        var previous = tracked.Latest;
        if (await fees.SuggestAsync(cancellationToken) is not { } today
            || fees.Bump(new(previous.MaxFeePerGas, previous.MaxPriorityFeePerGas), today) is not { } bumped
            || !Eip1559Transaction.TryDecode(previous.Raw.Span, out var decoded))
            return;
        var variant = ToVariant(await signer.SignAsync(decoded!.Transaction with { Fees = bumped }, cancellationToken));
        if (await chain.Journal.AddVariantAsync(tracked.Transaction.Id, variant, Lease.Fence, cancellationToken) is not { } replaced)
            return;
        tracked.Transaction = replaced;
        Log.Replaced(chain.Logger, chain.Network, replaced.Id.Nonce, Address, (chain.Time.GetUtcNow() - previous.SignedAt).TotalSeconds, variant.Hash);
        await broadcaster.SendAsync(replaced.Id, variant, cancellationToken);
    }

    public void Dispose() => _slots.Dispose();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var used = false;
        try
        {
            var batch = await chain.Queue.TakeAsync(chain.Identity.HasMulticall ? chain.Options.BatchSize : 1, cancellationToken);
            try
            {
                used = await SettleAsync(batch, cancellationToken);
            }
            catch (Exception exception)
            {
                // whatever is signed by now is found out by the journal's versions: a settlement cannot be claimed twice
                foreach (var item in batch)
                    chain.Queue.Add(item);
                if (exception is not (EvmRpcException or LedgerUnavailableException))
                    throw;
                Log.PartWaits(chain.Logger, chain.Network, "a relayer", exception.Message);
                await Task.Delay(s_pause, chain.Time, cancellationToken);
            }
        }
        finally
        {
            if (!used)
                _slots.Release();
        }
    }

    /// <returns>Whether a transaction is on its way.</returns>
    private async Task<bool> SettleAsync(IReadOnlyList<SettlementItem> batch, CancellationToken cancellationToken)
    {
        if (await fees.SuggestAsync(cancellationToken) is not { } bid)
        {
            await WithdrawAsync(batch, PaymentReasons.SettlementNotProfitable, cancellationToken);
            return false;
        }
        var (calls, alone, refused) = await _builder.PrepareAsync(batch, cancellationToken);
        foreach (var item in alone)
            chain.Queue.Add(item);
        if (refused is { } reason)
            await WithdrawAsync(batch, reason, cancellationToken);
        while (calls.Count > 0)
        {
            var transaction = _builder.Build(calls, _next, bid);
            if (!fees.IsAffordable(transaction.GasLimit, bid, calls.Count))
            {
                await WithdrawAsync([.. calls.Select(static call => call.Item)], PaymentReasons.SettlementNotProfitable, cancellationToken);
                return false;
            }
            if (!await _funds.CoverAsync(transaction.GasLimit, bid, cancellationToken))
            {
                foreach (var call in calls)
                    chain.Queue.Add(call.Item);
                await Task.Delay(s_pause, chain.Time, cancellationToken);
                return false;
            }
            var items = calls.ConvertAll(static call => call.Item);
            var outcome = await JournalAndSendAsync(transaction, items, cancellationToken);
            if (outcome == SigningOutcome.Stored)
                return true;
            if (outcome == SigningOutcome.LeaseLost)
            {
                IsActive = false;
                Log.LeaseLost(chain.Logger, chain.Network, Address);
                foreach (var item in items)
                    chain.Queue.Add(item);
                return false;
            }
            if (outcome == SigningOutcome.NonceTaken)
                await SynchroniseAsync(cancellationToken);
            calls.RemoveAll(static call => call.Item.Record.State != SettlementState.Accepted);
        }
        return false;
    }

    private async Task<SigningOutcome> JournalAndSendAsync(Eip1559Transaction transaction, List<SettlementItem> items, CancellationToken cancellationToken)
    {
        var started = chain.Time.GetUtcNow();
        var variant = ToVariant(await signer.SignAsync(transaction, cancellationToken));
        var entry = new RelayerTransaction
        {
            Id = new(chain.Identity.Sequence, _address, transaction.Nonce),
            Settlements = [.. items.Select(static item => item.Call.Id)],
            Variants = [variant],
        };
        SettlementKillPoints.Pass(SettlementKillPoints.Signing);
        var result = await JournalAsync(entry, cancellationToken);
        for (var i = 0; i < result.Settlements.Count; i++)
        {
            items[i].Record = result.Settlements[i];
            // somebody else settled it meanwhile; its callers may be here
            chain.Outcomes.Publish(items[i].Record);
        }
        if (result.Outcome != SigningOutcome.Stored)
            return result.Outcome;

        _next = transaction.Nonce + 1;
        SettlementKillPoints.Pass(SettlementKillPoints.Signed);
        var sent = await broadcaster.SendAsync(entry.Id, variant, CancellationToken.None);
        SettlementKillPoints.Pass(SettlementKillPoints.Sent);
        SettlementTelemetry.Submitted(items, variant.Hash, Address, started, chain.Time.GetUtcNow());

        var tracked = new TrackedTransaction(entry, items)
        {
            Owner = this,
            WasSent = sent == BroadcastOutcome.Sent,
            SentAt = chain.Time.GetUtcNow(),
            EvidenceAt = chain.Time.GetUtcNow(),
        };
        tracked.HoldSlot(() => ReleaseSlot(transaction));
        watcher.Track(tracked);
        return SigningOutcome.Stored;
    }

    // A journal that does not answer may have stored the transaction. Its nonce then is taken, by these very bytes.
    private async Task<SigningResult> JournalAsync(RelayerTransaction entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var result = await chain.Journal.SignAsync(entry, Lease.Fence, entry.Variants[0].SignedAt, cancellationToken);
                if (result.Outcome is SigningOutcome.Stored or SigningOutcome.LeaseLost)
                    return result;
                if (await chain.Journal.FindTransactionAsync(entry.Id, cancellationToken) is not { } stored || stored.Variants[0].Hash != entry.Variants[0].Hash)
                    return result;
                var settlements = new List<SettlementRecord>(entry.Settlements.Count);
                foreach (var id in entry.Settlements)
                    settlements.Add(await chain.Journal.FindAsync(id, cancellationToken) ?? throw new LedgerUnavailableException($"Settlement {id} is missing."));
                return new(SigningOutcome.Stored, settlements);
            }
            catch (LedgerUnavailableException exception)
            {
                Log.JournalUnavailable(chain.Logger, exception.Message, "a signed transaction");
                await Task.Delay(s_pause, chain.Time, cancellationToken);
            }
        }
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var open = new List<RelayerTransaction>();
        await foreach (var transaction in chain.Journal.ListOpenTransactionsAsync(chain.Identity.Sequence, _address, cancellationToken))
            open.Add(transaction);
        foreach (var transaction in open)
            await watcher.AdoptAsync(transaction, this, cancellationToken);
        var mined = await SynchroniseAsync(cancellationToken);
        await FillGapsAsync(mined, open, cancellationToken);
        Log.RelayerReady(chain.Logger, chain.Network, Address, Lease.Fence, _next, open.Count);
    }

    /// <summary>The next nonce: behind everything the chain has seen and everything the journal has stored.</summary>
    /// <returns>The account's count in the newest block and with the node's pool.</returns>
    private async Task<(ulong Latest, ulong Pending)> SynchroniseAsync(CancellationToken cancellationToken)
    {
        var latest = EvmRpcCalls.TransactionCount(Address);
        var pending = EvmRpcCalls.TransactionCount(Address, BlockTag.Pending);
        await chain.Rpc.SendAsync([latest, pending], cancellationToken);
        var last = await chain.Journal.FindLastNonceAsync(chain.Identity.Sequence, _address, cancellationToken);
        _next = Math.Max(Math.Max(latest.Result, pending.Result), last + 1 ?? 0);
        return (latest.Result, pending.Result);
    }

    // Behind a missing nonce nothing lands. Those that are journalled and open are sent again; what is missing altogether gets an empty transaction.
    private async Task FillGapsAsync((ulong Latest, ulong Pending) counts, List<RelayerTransaction> open, CancellationToken cancellationToken)
    {
        var journalled = open.Select(static transaction => transaction.Id.Nonce).ToHashSet();
        for (var nonce = Math.Max(counts.Latest, counts.Pending); nonce < _next; nonce++)
        {
            if (journalled.Contains(nonce) || await fees.SuggestAsync(cancellationToken) is not { } bid)
                continue;
            var variant = ToVariant(await signer.SignAsync(TransactionBuilder.Empty(chain.ChainId, Address, nonce, bid), cancellationToken));
            var entry = new RelayerTransaction { Id = new(chain.Identity.Sequence, _address, nonce), Settlements = [], Variants = [variant] };
            if ((await chain.Journal.SignAsync(entry, Lease.Fence, variant.SignedAt, cancellationToken)).Outcome != SigningOutcome.Stored)
                continue;
            await watcher.AdoptAsync(entry, this, cancellationToken);
            Log.GapFilled(chain.Logger, chain.Network, Address, nonce);
        }
    }

    private async Task WithdrawAsync(IReadOnlyList<SettlementItem> items, PaymentReason reason, CancellationToken cancellationToken)
    {
        if (reason == PaymentReasons.SettlementNotProfitable)
            Log.TooExpensive(chain.Logger, chain.Network, items.Count);
        var withdrawn = await chain.Journal.AdvanceAsync(
            [.. items.Select(item => new SettlementAdvance { Id = item.Call.Id, Version = item.Record.Version, To = SettlementState.Withdrawn, Reason = reason.Code, At = chain.Time.GetUtcNow() })],
            cancellationToken);
        foreach (var record in withdrawn)
        {
            if (record is not null)
                chain.Outcomes.Publish(record);
        }
    }

    private async Task<bool> TryStepAsync(Func<CancellationToken, Task> step, string name, CancellationToken cancellationToken)
    {
        try
        {
            await step(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is EvmRpcException or LedgerUnavailableException)
        {
            Log.PartWaits(chain.Logger, chain.Network, name, exception.Message);
            return false;
        }
    }

    private void ReleaseSlot(Eip1559Transaction transaction)
    {
        _funds.Release(transaction.GasLimit, transaction.Fees);
        try
        {
            _slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // the lease ended before the transaction was mined
        }
    }

    private SignedVariant ToVariant(SignedTransaction signed) =>
        new(signed.Hash.ToString(), signed.Raw, signed.Transaction.Fees.MaxFeePerGas, signed.Transaction.Fees.MaxPriorityFeePerGas, chain.Time.GetUtcNow());
}
