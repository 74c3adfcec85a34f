using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using X402.Ledger;
using X402.Payments;
using X402.Redis.Connections;
using X402.Settlement;

namespace X402.Redis.Settlement;

/// <summary>The journal that all replicas of a facilitator share; every write is one script that compares versions first.</summary>
internal sealed class RedisSettlementJournal(RedisStore store, JournalSignals signals, TimeProvider time, ILogger<RedisSettlementJournal>? logger = null) : ISettlementJournal
{
    private static readonly SettlementState[] s_states = Enum.GetValues<SettlementState>();
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);

    private static readonly RedisValue[] s_parts = ["record", "payload", "requirements"];

    private const long FirstVersion = 1;

    // so many steps hold the store up for a few milliseconds
    private const int StepsAtOnce = 100;

    private readonly RedisKey[] _indexes = [.. s_states.Select(state => JournalKeys.Index(store, state))];
    private readonly JournalWrites _writes = new(store, time);
    private readonly RecordLists _lists = new(store, logger);
    private readonly RecentRecords<PaymentId, SettlementRecord> _recent = new();
    private readonly RecentRecords<RelayerTransactionId, (long Version, RelayerTransaction Transaction)> _open = new();

    /// <inheritdoc/>
    public async ValueTask<SettlementAcceptance> AcceptAsync(SettlementRecord settlement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        SettlementRecord? expected = null;
        while (true)
        {
            var next = expected is null ? settlement : settlement with { Version = expected.Version + 1, History = [.. expected.History, .. settlement.History] };
            if (await _writes.TryAcceptAsync(next, expected?.Version, cancellationToken))
            {
                // nobody waits for a change of one that was not there, or that was over
                Remember(next);
                return new(true, next);
            }
            var present = await FindAsync(settlement.Id, cancellationToken);
            if (present is not null and not { State: SettlementState.Withdrawn })
                return new(false, present);
            // two callers may both want to accept it again; the version lets one of them
            expected = present;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SettlementRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken)
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var parts = await RedisStore.GuardAsync(database.HashGetAsync(JournalKeys.Settlement(store, id), s_parts), cancellationToken);
        // with parts missing it is none that can be read, not none
        return Array.TrueForAll(parts, static part => part.IsNull) ? null : JournalCodec.DecodeSettlement(id, (byte[]?)parts[0], (byte[]?)parts[1], (byte[]?)parts[2]);
    }

    /// <inheritdoc/>
    public async ValueTask<SigningResult> SignAsync(RelayerTransaction transaction, IReadOnlyList<long> versions, long fence, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(versions);
        var present = await FindAllAsync(transaction.Settlements, fromStore: false, cancellationToken);
        if (!AreFree(present, versions))
        {
            present = await FindAllAsync(transaction.Settlements, fromStore: true, cancellationToken);
            if (!AreFree(present, versions))
                return new(SigningOutcome.SettlementsTaken, present);
        }

        var hash = transaction.Variants[^1].Hash;
        var signed = Array.ConvertAll(present, record => record with
        {
            State = SettlementState.Signed,
            Version = record.Version + 1,
            CarriedBy = transaction.Id,
            Transaction = hash,
            UpdatedAt = at,
            History = [.. record.History, new(SettlementState.Signed, at, null, hash)],
        });
        var outcome = await _writes.SignAsync(transaction, fence, at, present, signed, cancellationToken);
        switch (outcome)
        {
            case SigningOutcome.Stored:
                foreach (var record in signed)
                    Remember(record);
                _open.Remember(transaction.Id, (FirstVersion, transaction));
                await signals.PublishAsync(Array.ConvertAll(signed, static record => record.Id.ToString()), cancellationToken);
                return new(outcome, signed);
            case SigningOutcome.SettlementsTaken:
                return new(outcome, await FindAllAsync(transaction.Settlements, fromStore: true, cancellationToken));
            default:
                return new(outcome, []);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RelayerTransaction?> AddVariantAsync(RelayerTransactionId id, SignedVariant variant, long fence, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindVersionedAsync(id, cancellationToken) is not var (version, transaction) || transaction.IsClosed)
                return null;
            var next = transaction with { Variants = [.. transaction.Variants, variant] };
            switch (await _writes.WriteTransactionAsync(next, version, fence.ToString(CultureInfo.InvariantCulture), TimeSpan.Zero, cancellationToken))
            {
                case 0:
                    _open.Remember(id, (version + 1, next));
                    return next;
                case 1:
                    return null;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask CloseAsync(RelayerTransactionId id, string? mined, CancellationToken cancellationToken)
    {
        // as it was signed here; where it has changed since, the write finds that out
        (long Version, RelayerTransaction Transaction)? present = _open.TryGet(id, out var known) ? known : await FindVersionedAsync(id, cancellationToken);
        _open.Forget(id);
        while (present is var (version, transaction) && !transaction.IsClosed)
        {
            if (await _writes.WriteTransactionAsync(transaction with { IsClosed = true, Mined = mined }, version, "", store.Options.Retention, cancellationToken) == 0)
                return;
            present = await FindVersionedAsync(id, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SettlementRecord?>> AdvanceAsync(IReadOnlyList<SettlementAdvance> advances, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advances);
        var present = await RecallAllAsync(advances, cancellationToken);
        var results = new SettlementRecord?[advances.Count];
        var steps = new List<JournalStep>(advances.Count);
        var latest = new Dictionary<PaymentId, JournalStep>(advances.Count);
        for (var i = 0; i < results.Length; i++)
        {
            var advance = advances[i];
            var isNext = latest.TryGetValue(advance.Id, out var step);
            if (advance.To == SettlementState.Signed || (isNext ? step!.Next : present[i]) is not { } record
                || record.Version != advance.Version || !SettlementStateMachine.CanAdvance(record.State, advance.To))
                continue;
            // steps of one settlement that follow each other are one write
            if (!isNext)
            {
                latest.Add(advance.Id, step = new(record));
                steps.Add(step);
            }
            step!.Next = results[i] = advance.ApplyTo(record);
        }
        await Task.WhenAll(steps.Chunk(StepsAtOnce).Select(chunk => WriteAsync(chunk, cancellationToken)));
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is not null && !latest[advances[i].Id].IsWritten)
                results[i] = null;
        }
        return results;
    }

    /// <inheritdoc/>
    public async ValueTask<RelayerTransaction?> FindTransactionAsync(RelayerTransactionId id, CancellationToken cancellationToken) =>
        await FindVersionedAsync(id, cancellationToken) is var (_, transaction) ? transaction : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<RelayerTransaction> ListOpenTransactionsAsync(string network, string relayer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var nonces = await RedisStore.GuardAsync(database.SortedSetRangeByRankAsync(JournalKeys.Open(store, network, relayer)), cancellationToken);
        foreach (var nonce in nonces)
        {
            if (await _lists.PassAsync(FindTransactionAsync(new(network, relayer, (ulong)nonce), cancellationToken)) is { IsClosed: false } transaction)
                yield return transaction;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ulong?> FindLastNonceAsync(string network, string relayer, CancellationToken cancellationToken)
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var nonce = await RedisStore.GuardAsync(database.StringGetAsync(JournalKeys.LastNonce(store, network, relayer)), cancellationToken);
        return nonce.IsNull ? null : (ulong)nonce;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SettlementRecord> QueryAsync(SettlementQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var indexes = (query.States.Count == 0 ? s_states : query.States).Select(state => _indexes[(int)state]);
        return _lists.ReadAsync(indexes, query.UpdatedBefore, Order.Ascending, query.Network, query.Limit, FindAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<SettlementRecord?> WaitAsync(PaymentId id, long version, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + timeout;
        while (true)
        {
            // listening begins before looking, so that a change in between is not missed
            using var signal = await signals.ListenAsync(id.ToString(), cancellationToken);
            var record = await FindAsync(id, cancellationToken);
            var left = deadline - time.GetUtcNow();
            if (record is null || record.Version != version || left <= TimeSpan.Zero)
                return record;
            await signal.WaitAsync(left < s_poll ? left : s_poll, cancellationToken);
        }
    }

    private async Task WriteAsync(JournalStep[] steps, CancellationToken cancellationToken)
    {
        await _writes.AdvanceAsync(steps, cancellationToken);
        foreach (var step in steps)
        {
            if (step.IsWritten)
                Remember(step.Next);
            else
                _recent.Forget(step.Next.Id);
        }
        await signals.PublishAsync(Array.ConvertAll(steps, static step => step.Next.Id.ToString()), cancellationToken);
    }

    private static bool AreFree(SettlementRecord[] present, IReadOnlyList<long> versions)
    {
        for (var i = 0; i < present.Length; i++)
        {
            if (present[i].State != SettlementState.Accepted || present[i].Version != versions[i])
                return false;
        }
        return true;
    }

    private void Remember(SettlementRecord record)
    {
        // nothing follows a final one
        if (SettlementStateMachine.IsFinal(record.State))
            _recent.Forget(record.Id);
        else
            _recent.Remember(record.Id, record);
    }

    // as the caller knows it, and only otherwise as it is stored: the write that follows finds out what has changed
    private async ValueTask<SettlementRecord?> RecallAsync(PaymentId id, CancellationToken cancellationToken) =>
        _recent.TryGet(id, out var recent) ? recent : await FindAsync(id, cancellationToken);

    private async ValueTask<SettlementRecord?[]> RecallAllAsync(IReadOnlyList<SettlementAdvance> advances, CancellationToken cancellationToken)
    {
        var records = new SettlementRecord?[advances.Count];
        List<Task>? reads = null;
        for (var i = 0; i < records.Length; i++)
        {
            if (_recent.TryGet(advances[i].Id, out var recent) && recent.Version == advances[i].Version)
                records[i] = recent;
            else
                (reads ??= []).Add(ReadAsync(i));
        }
        if (reads is not null)
            await Task.WhenAll(reads);
        return records;

        // where one cannot be read its step is refused, and the others' are taken
        async Task ReadAsync(int i) => records[i] = await _lists.PassAsync(FindAsync(advances[i].Id, cancellationToken));
    }

    private async ValueTask<SettlementRecord[]> FindAllAsync(IReadOnlyList<PaymentId> ids, bool fromStore, CancellationToken cancellationToken)
    {
        var reads = new Task<SettlementRecord?>[ids.Count];
        for (var i = 0; i < reads.Length; i++)
            reads[i] = fromStore ? FindAsync(ids[i], cancellationToken).AsTask() : RecallAsync(ids[i], cancellationToken).AsTask();
        var records = await Task.WhenAll(reads);
        var found = new SettlementRecord[records.Length];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = records[i] ?? throw new UnreadableRecordException($"of settlement {ids[i]}");
            if (fromStore)
                Remember(found[i]);
        }
        return found;
    }

    private async ValueTask<(long Version, RelayerTransaction Transaction)?> FindVersionedAsync(RelayerTransactionId id, CancellationToken cancellationToken)
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var stored = await RedisStore.GuardAsync(database.HashGetAsync(JournalKeys.Transaction(store, id), ["version", "record"]), cancellationToken);
        return stored[1].IsNull ? null : ((long)stored[0], JournalCodec.DecodeTransaction(id, (byte[])stored[1]!));
    }
}
