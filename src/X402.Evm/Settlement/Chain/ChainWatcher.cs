using System.Collections.Concurrent;
using X402.Evm.Rpc;
using X402.Ledger;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// The one poller of a network. It looks for new blocks, and only when there is one (or a new transaction) asks for the receipts of everything
/// on its way, in one batch.
/// </summary>
internal sealed class ChainWatcher(ChainContext chain, SettlementJudge judge, TransactionMinder minder) : IDisposable
{
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<RelayerTransactionId, TrackedTransaction> _tracked = new();
    private readonly SemaphoreSlim _poke = new(0);
    private volatile BlockHeader? _head;

    /// <summary>The newest block that was seen; <see langword="null"/> while the chain does not answer.</summary>
    public BlockHeader? Head => _head;

    /// <summary>How many transactions are on their way to finality.</summary>
    public int Count => _tracked.Count;

    /// <summary>When the oldest transaction that is in no block was signed.</summary>
    public DateTimeOffset? OldestPending
    {
        get
        {
            DateTimeOffset? oldest = null;
            foreach (var tracked in _tracked.Values)
            {
                var at = tracked.Transaction.Variants[0].SignedAt;
                if (tracked.MinedIn is null && (oldest is null || at < oldest))
                    oldest = at;
            }
            return oldest;
        }
    }

    public bool IsTracked(RelayerTransactionId id) => _tracked.ContainsKey(id);

    /// <summary>Watches a transaction that was just sent, and looks for it at once.</summary>
    public void Track(TrackedTransaction transaction)
    {
        _tracked[transaction.Transaction.Id] = transaction;
        _poke.Release();
    }

    /// <summary>Watches a transaction from the journal and sends it again.</summary>
    public async Task AdoptAsync(RelayerTransaction transaction, Relayer? owner, CancellationToken cancellationToken)
    {
        if (_tracked.TryGetValue(transaction.Id, out var known))
        {
            known.Owner = owner ?? known.Owner;
            return;
        }
        var items = new List<SettlementItem>(transaction.Settlements.Count);
        foreach (var id in transaction.Settlements)
        {
            // one that another transaction carries by now is not this one's business
            if (await chain.FindReadableAsync(id, cancellationToken) is { } record && record.CarriedBy == transaction.Id && chain.Restore(record) is { } item)
                items.Add(item);
        }
        var adopted = new TrackedTransaction(transaction, items) { Owner = owner };
        // its relayer may have come meanwhile, and waits for room by what it put here
        var present = _tracked.GetOrAdd(transaction.Id, adopted);
        if (present == adopted)
            _poke.Release();
        else
            present.Owner = owner ?? present.Owner;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var poll = PollInterval();
        var wait = TimeSpan.Zero;
        var poked = chain.Time.GetTimestamp();
        var reachable = true;
        while (true)
        {
            if (await _poke.WaitAsync(wait, cancellationToken))
            {
                while (_poke.Wait(0, CancellationToken.None)) { }
                wait = TimeSpan.Zero;
                poked = chain.Time.GetTimestamp();
            }
            try
            {
                await LookAsync(cancellationToken);
                if (!reachable)
                    Log.ChainReachable(chain.Logger, chain.Network);
                reachable = true;
                // right after a transaction look quickly, then as often as blocks come
                wait = _tracked.IsEmpty ? Longer(poll, s_idle)
                    : chain.Pace.IsQuick && chain.Time.GetElapsedTime(poked) < InclusionPace.Quick ? s_quick
                    : Shorter(wait + wait + s_quick, poll);
            }
            catch (LedgerUnavailableException exception)
            {
                Log.JournalUnavailable(chain.Logger, exception.Message, "what the chain has shown");
                wait = s_idle;
            }
            catch (EvmRpcException exception)
            {
                _head = null;
                if (reachable)
                    Log.ChainUnreachable(chain.Logger, chain.Network, exception.Message);
                reachable = false;
                wait = s_idle;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.PartFailed(chain.Logger, exception, chain.Network, "watching the chain");
                wait = s_idle;
            }
        }
    }

    public void Dispose() => _poke.Dispose();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = chain.Time.GetUtcNow();
        var all = _tracked.Values.Where(tracked => tracked.Patience.IsOver(now)).ToArray();
        // one round trip where nothing but these can have changed
        var look = new ReceiptLook(chain.Rpc);
        var block = EvmRpcCalls.Block();
        await look.ReadAsync(Array.FindAll(all, static tracked => tracked.LookAgain), block, cancellationToken);
        var head = (block.IsCompleted ? block.Result : null) ?? throw new EvmRpcException("The node has no newest block.") { Failure = EvmRpcFailure.InvalidAnswer };
        var isNew = head.Hash != _head?.Hash;
        // the block may have come between the answers of that round trip: whatever was not in one yet is asked for again
        if (isNew)
            await look.ReadAsync(Array.FindAll(all, tracked => !look.IsFound(tracked)), null, cancellationToken);
        // what too few nodes tell is asked again, block or no block, and nothing is done about it meanwhile
        var unsure = await chain.Witnesses.FindUnsureAsync(look.Found, cancellationToken);
        foreach (var tracked in unsure)
            look.Doubt(tracked);
        foreach (var tracked in all)
        {
            // until everything below is done; a failure in between repeats it
            tracked.LookAgain |= isNew;
            if (look.IsFound(tracked))
                tracked.ReleaseSlot();
        }
        await judge.DecideAsync(look.Found, head, cancellationToken);
        foreach (var tracked in await judge.FinishAsync(look.Found, head, cancellationToken))
            Forget(tracked);
        foreach (var tracked in all)
        {
            var asked = tracked.LookAgain;
            tracked.LookAgain = unsure.Contains(tracked);
            if (!tracked.LookAgain)
                await FollowAsync(tracked, look, asked, head, cancellationToken);
        }
        _head = head;
    }

    // Nobody else's transaction waits for what goes wrong about this one.
    private async Task FollowAsync(TrackedTransaction tracked, ReceiptLook look, bool asked, BlockHeader head, CancellationToken cancellationToken)
    {
        try
        {
            if (await IsClearAsync(tracked, look, asked, head, cancellationToken))
            {
                tracked.Patience.End();
                return;
            }
        }
        catch (EvmRpcException exception)
        {
            // thrown again where no node answers anything
            await chain.Rpc.SendAsync(EvmRpcCalls.BlockNumber(), cancellationToken);
            Log.PartWaits(chain.Logger, chain.Network, $"transaction {tracked.Latest.Hash}", exception.Message);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or LedgerUnavailableException))
        {
            Log.PartFailed(chain.Logger, exception, chain.Network, $"looking after transaction {tracked.Latest.Hash}");
        }
        tracked.LookAgain = true;
        tracked.Patience.Begin(chain.Time.GetUtcNow());
    }

    /// <returns>Whether what was found out about the transaction is all that can be.</returns>
    private async Task<bool> IsClearAsync(TrackedTransaction tracked, ReceiptLook look, bool asked, BlockHeader head, CancellationToken cancellationToken)
    {
        if (look.IsFound(tracked))
            return !judge.IsWaitingFor(tracked);
        var isClear = look.IsMissing(tracked) || !asked;
        // a decision is taken back when the chain has another block in the place of the one it rests on, and not because a node does not answer or lags behind
        if (tracked.MinedIn is { } hash && (!asked || !isClear || !await judge.IsGoneAsync(tracked.MinedAt, hash, head, cancellationToken)))
            return !asked;
        if (await minder.MindAsync(tracked, head, cancellationToken))
        {
            tracked.ReleaseSlot();
            Forget(tracked);
        }
        return isClear;
    }

    // this one only: its relayer may have put its own in the place of an adopted one meanwhile
    private void Forget(TrackedTransaction tracked) => _tracked.TryRemove(new(tracked.Transaction.Id, tracked));

    // ten looks per block cost little and add a twentieth of a block to the answer on average
    private TimeSpan PollInterval()
    {
        var interval = chain.Options.BlockTime is { } blockTime ? blockTime / 10
            : chain.Identity.IsDevelopment ? TimeSpan.FromMilliseconds(100)
            : TimeSpan.FromMilliseconds(500);
        return Longer(Shorter(interval, s_idle), TimeSpan.FromMilliseconds(20));
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
