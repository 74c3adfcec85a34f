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
            if (await chain.Journal.FindAsync(id, cancellationToken) is { } record && record.CarriedBy == transaction.Id && chain.Restore(record) is { } item)
                items.Add(item);
        }
        Track(new TrackedTransaction(transaction, items) { Owner = owner });
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
            catch (Exception exception) when (exception is EvmRpcException or LedgerUnavailableException)
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
        var all = _tracked.Values.ToArray();
        // one round trip where nothing but these can have changed
        var found = new Dictionary<TrackedTransaction, TransactionReceipt>(all.Length);
        var block = EvmRpcCalls.Block();
        await ReadReceiptsAsync(Array.FindAll(all, static tracked => tracked.LookAgain), found, [block], cancellationToken);
        var head = block.Result ?? throw new EvmRpcException("The node has no newest block.") { Failure = EvmRpcFailure.InvalidAnswer };
        var isNew = head.Hash != _head?.Hash;
        // the block may have come between the answers of that round trip: whatever was not in one yet is asked for again
        if (isNew)
            await ReadReceiptsAsync(Array.FindAll(all, tracked => !found.ContainsKey(tracked)), found, [], cancellationToken);
        // what too few nodes tell is asked again, block or no block, and nothing is done about it meanwhile
        var unsure = await chain.Witnesses.FindUnsureAsync(found, cancellationToken);
        foreach (var tracked in unsure)
            found.Remove(tracked);
        foreach (var tracked in all)
        {
            // until everything below is done; a failure in between repeats it
            tracked.LookAgain |= isNew;
            if (found.ContainsKey(tracked))
                tracked.ReleaseSlot();
        }
        await judge.DecideAsync(found, head, cancellationToken);
        foreach (var tracked in await judge.FinishAsync(found, head, cancellationToken))
            _tracked.TryRemove(tracked.Transaction.Id, out _);
        foreach (var tracked in all)
        {
            // one that is mined is only missing where its receipt was asked for
            var asked = tracked.LookAgain;
            tracked.LookAgain = unsure.Contains(tracked);
            if (tracked.LookAgain || found.ContainsKey(tracked) || (tracked.MinedIn is not null && !asked) || !await minder.MindAsync(tracked, head, cancellationToken))
                continue;
            tracked.ReleaseSlot();
            _tracked.TryRemove(tracked.Transaction.Id, out _);
        }
        _head = head;
    }

    private async Task ReadReceiptsAsync(
        TrackedTransaction[] due, Dictionary<TrackedTransaction, TransactionReceipt> found, EvmRpcCall[] besides, CancellationToken cancellationToken)
    {
        var questions = Array.ConvertAll(due, static tracked => tracked.Transaction.Variants.Select(static variant => EvmRpcCalls.Receipt(Hash32.Parse(variant.Hash))).ToArray());
        await chain.Rpc.SendAsync([.. questions.SelectMany(static calls => calls), .. besides], cancellationToken);
        for (var i = 0; i < due.Length; i++)
        {
            if (TrackedTransaction.MinedOf(questions[i]) is { } receipt)
                found.Add(due[i], receipt);
        }
    }

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
