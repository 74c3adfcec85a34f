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
/// When the journal does not answer, the relayer asks until it knows whether its transaction is stored (<see cref="WriteAhead"/>), and does nothing else.
/// </remarks>
internal sealed class Relayer : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly ChainContext _chain;
    private readonly FeeOracle _fees;
    private readonly Broadcaster _broadcaster;
    private readonly ChainWatcher _watcher;
    private readonly VariantSigner _signer;
    private readonly SemaphoreSlim _slots;
    private readonly TransactionBuilder _builder;
    private readonly RelayerFunds _funds;
    private readonly FeeRaise _raise;
    private readonly RelayerRecovery _recovery;
    private readonly WriteAhead _writeAhead;
    private readonly BatchSieve _sieve;
    private readonly string _address;
    private ulong _next;

    public Relayer(ChainContext chain, IRelayerSigner signer, RelayerLease lease, FeeOracle fees, Broadcaster broadcaster, ChainWatcher watcher)
    {
        (_chain, _fees, _broadcaster, _watcher) = (chain, fees, broadcaster, watcher);
        (Address, Lease) = (signer.Address, lease);
        _address = Address.ToLowerString();
        _signer = new(signer, chain.Time);
        _slots = new(chain.Options.MaxInFlight);
        _builder = new(chain, Address);
        _funds = new(chain, Address);
        _raise = new(chain, Address, _signer, fees, _funds, broadcaster);
        _recovery = new(chain, Address, _signer, fees, broadcaster, watcher);
        _writeAhead = new(chain);
        _sieve = new(chain);
    }

    public EvmAddress Address { get; }

    public RelayerLease Lease { get; }

    /// <summary>Whether the lease is still believed to be held.</summary>
    public bool IsActive { get; private set; } = true;

    public RelayerFunds Funds => _funds;

    /// <summary>The nonce of the next transaction; 0 before the relayer has resumed.</summary>
    public ulong NextNonce => Volatile.Read(ref _next);

    /// <summary>Works until the token is cancelled, which happens when the lease is lost too.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!await TryStepAsync(ResumeAsync, "resuming a relayer", cancellationToken))
                await Task.Delay(s_pause, _chain.Time, cancellationToken);
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

    /// <summary>Signs and sends the same calls again with a higher fee, if that is allowed.</summary>
    /// <returns>Whether it did.</returns>
    public Task<bool> ReplaceAsync(TrackedTransaction tracked, CancellationToken cancellationToken) => _raise.TryAsync(tracked, Lease.Fence, cancellationToken);

    public void Dispose() => _slots.Dispose();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var used = false;
        SettlementTurn? turn = null;
        try
        {
            turn = await _chain.Queue.TakeAsync(_chain.Identity.HasMulticall ? _chain.Options.BatchSize : 1, cancellationToken);
            // gas for a transfer that must revert is wasted; the reconciler closes what waited too long, once the chain's clock says so
            var now = _chain.Time.GetUtcNow();
            List<SettlementItem> batch = [.. turn.Items.Where(item => item.Call.ValidBefore > now)];
            if (batch.Count == 0)
                return;
            try
            {
                used = await SettleAsync(batch, turn, cancellationToken);
            }
            catch (Exception exception)
            {
                // whatever is signed by now is found out by the journal's versions: a settlement cannot be claimed twice
                _sieve.PutBack(batch, [.. batch]);
                if (exception is not (EvmRpcException or LedgerUnavailableException))
                    throw;
                Log.PartWaits(_chain.Logger, _chain.Network, "a relayer", exception.Message);
                turn.Dispose();
                await Task.Delay(s_pause, _chain.Time, cancellationToken);
            }
        }
        finally
        {
            // where a transaction is in a block at once, that ends the turn
            if (!used || !_chain.Pace.IsQuick)
                turn?.Dispose();
            if (!used)
                _slots.Release();
        }
    }

    /// <returns>Whether a transaction is on its way.</returns>
    private async Task<bool> SettleAsync(List<SettlementItem> batch, SettlementTurn turn, CancellationToken cancellationToken)
    {
        if (await _fees.SuggestAsync(cancellationToken) is not { } bid)
        {
            await _sieve.WithdrawAsync(batch, PaymentReasons.SettlementNotProfitable, cancellationToken);
            return false;
        }
        var (calls, alone, refused) = await _builder.PrepareAsync(batch, cancellationToken);
        _sieve.PutBack(batch, alone);
        if (refused is { } reason)
            await _sieve.WithdrawAsync(batch, reason, cancellationToken);
        await _sieve.LeaveOutOverdrawnAsync(calls, bid, cancellationToken);
        while (calls.Count > 0)
        {
            var transaction = _builder.Build(calls, _next, bid);
            if (!_fees.IsAffordable(transaction.GasLimit, bid, calls.Count))
            {
                await _sieve.WithdrawAsync([.. calls.Select(static call => call.Item)], PaymentReasons.SettlementNotProfitable, cancellationToken);
                return false;
            }
            var items = calls.ConvertAll(static call => call.Item);
            if (!await _funds.CoverAsync(transaction.Nonce, transaction.GasLimit, bid, cancellationToken))
            {
                _sieve.PutBack(batch, items);
                turn.Dispose();
                await Task.Delay(s_pause, _chain.Time, cancellationToken);
                return false;
            }
            SigningResult? result = null;
            try
            {
                result = await JournalAndSendAsync(transaction, items, turn, cancellationToken);
            }
            finally
            {
                if (result is not { Outcome: SigningOutcome.Stored })
                    _funds.Release(transaction.Nonce);
            }
            if (result is null)
            {
                await _sieve.LeaveOutUnreadableAsync(calls, cancellationToken);
                continue;
            }
            if (result.Outcome == SigningOutcome.Stored)
                return true;
            if (result.Outcome == SigningOutcome.LeaseLost)
            {
                IsActive = false;
                Log.LeaseLost(_chain.Logger, _chain.Network, Address);
                _sieve.PutBack(batch, items);
                return false;
            }
            if (result.Outcome == SigningOutcome.NonceTaken)
                (_next, _) = await _recovery.FindNextAsync(cancellationToken);
            else
                _sieve.LeaveOutChanged(calls, result.Settlements);
        }
        return false;
    }

    private async Task<SigningResult?> JournalAndSendAsync(Eip1559Transaction transaction, List<SettlementItem> items, SettlementTurn turn, CancellationToken cancellationToken)
    {
        var started = _chain.Time.GetUtcNow();
        var variant = await _signer.SignAsync(transaction, cancellationToken);
        var entry = new RelayerTransaction
        {
            Id = new(_chain.Identity.Sequence, _address, transaction.Nonce),
            Settlements = [.. items.Select(static item => item.Call.Id)],
            Variants = [variant],
        };
        SettlementKillPoints.Pass(SettlementKillPoints.Signing);
        var result = await _writeAhead.StoreAsync(entry, items.ConvertAll(static item => item.Record.Version), Lease.Fence, cancellationToken);
        if (result is not { Outcome: SigningOutcome.Stored })
            return result;

        for (var i = 0; i < items.Count; i++)
        {
            items[i].Follow(result.Settlements[i]);
            // while the journal did not answer somebody else may have found out how it ended
            _chain.Outcomes.Publish(result.Settlements[i]);
        }
        _next = transaction.Nonce + 1;
        SettlementKillPoints.Pass(SettlementKillPoints.Signed);
        var sent = await _broadcaster.SendAsync(entry.Id, variant, CancellationToken.None);
        SettlementKillPoints.Pass(SettlementKillPoints.Sent);
        SettlementTelemetry.Submitted(items, variant.Hash, Address, started, _chain.Time.GetUtcNow());

        var tracked = new TrackedTransaction(entry, items)
        {
            Owner = this,
            WasSent = sent == BroadcastOutcome.Sent,
            SentAt = _chain.Time.GetUtcNow(),
            EvidenceAt = _chain.Time.GetUtcNow(),
        };
        tracked.HoldSlot(() =>
        {
            _chain.Pace.Note(_chain.Time.GetUtcNow() - tracked.SentAt);
            turn.Dispose();
            ReleaseSlot(transaction.Nonce);
        });
        _watcher.Track(tracked);
        return result;
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        (_next, var open) = await _recovery.ResumeAsync(this, cancellationToken);
        Log.RelayerReady(_chain.Logger, _chain.Network, Address, Lease.Fence, _next, open);
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
            Log.PartWaits(_chain.Logger, _chain.Network, name, exception.Message);
            return false;
        }
    }

    private void ReleaseSlot(ulong nonce)
    {
        _funds.Release(nonce);
        try
        {
            _slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // the lease ended before the transaction was mined
        }
    }
}
