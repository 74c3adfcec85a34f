using System.Globalization;
using System.Runtime.CompilerServices;
using StackExchange.Redis;
using X402.Payments;
using X402.Protocol;
using X402.Redis.Connections;
using X402.Settlement;

namespace X402.Redis.Settlement;

/// <summary>The journal that all replicas of a facilitator share; every write is one script that compares versions first.</summary>
internal sealed class RedisSettlementJournal(RedisStore store, JournalSignals signals, TimeProvider time) : ISettlementJournal
{
    private static readonly SettlementState[] s_states = Enum.GetValues<SettlementState>();
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);

    private static readonly RedisValue[] s_parts = ["record", "payload", "requirements"];

    private readonly RedisKey[] _indexes = [.. s_states.Select(state => JournalKeys.Index(store, state))];
    private readonly RecentSettlements _recent = new();

    /// <inheritdoc/>
    public async ValueTask<SettlementAcceptance> AcceptAsync(SettlementRecord settlement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        var next = settlement;
        SettlementRecord? expected = null;
        while (true)
        {
            if (await WriteAsync(next, expected, cancellationToken) is not { } present)
                return new(true, next);
            if (present.State != SettlementState.Withdrawn)
                return new(false, present);
            // two callers may both want to accept it again; the version lets one of them
            expected = present;
            next = settlement with { Version = present.Version + 1, History = [.. present.History, .. settlement.History] };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SettlementRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken)
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var parts = await RedisStore.GuardAsync(database.HashGetAsync(JournalKeys.Settlement(store, id), s_parts), cancellationToken);
        return Decode((byte[]?)parts[0], (byte[]?)parts[1], (byte[]?)parts[2]);
    }

    /// <inheritdoc/>
    public async ValueTask<SigningResult> SignAsync(RelayerTransaction transaction, long fence, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var present = await FindAllAsync(transaction.Settlements, fromStore: false, cancellationToken);
        if (present.Any(static record => record.State != SettlementState.Accepted))
        {
            present = await FindAllAsync(transaction.Settlements, fromStore: true, cancellationToken);
            if (present.Any(static record => record.State != SettlementState.Accepted))
                return new(SigningOutcome.SettlementsTaken, present);
        }

        var hash = transaction.Variants[^1].Hash;
        var signed = new SettlementRecord[present.Length];
        var keys = new List<RedisKey>(6 + present.Length)
        {
            JournalKeys.Lease(store, transaction.Id.LeaseName),
            JournalKeys.Transaction(store, transaction.Id),
            JournalKeys.Open(store, transaction.Id.Network, transaction.Id.Relayer),
            JournalKeys.LastNonce(store, transaction.Id.Network, transaction.Id.Relayer),
            _indexes[(int)SettlementState.Accepted],
            _indexes[(int)SettlementState.Signed],
        };
        var values = new List<RedisValue>(4 + (4 * present.Length)) { fence, transaction.Id.Nonce, JournalCodec.Encode(transaction), StoredTime.Milliseconds(at) };
        for (var i = 0; i < present.Length; i++)
        {
            signed[i] = present[i] with
            {
                State = SettlementState.Signed,
                Version = present[i].Version + 1,
                CarriedBy = transaction.Id,
                Transaction = hash,
                UpdatedAt = at,
                History = [.. present[i].History, new(SettlementState.Signed, at, null, hash)],
            };
            keys.Add(JournalKeys.Settlement(store, present[i].Id));
            values.AddRange([present[i].Id.ToString(), present[i].Version, signed[i].Version, JournalCodec.Encode(signed[i])]);
        }

        var outcome = (SigningOutcome)(int)await store.EvaluateAsync(JournalScripts.Sign, [.. keys], [.. values], cancellationToken);
        switch (outcome)
        {
            case SigningOutcome.Stored:
                foreach (var record in signed)
                {
                    _recent.Remember(record);
                    await signals.PublishAsync(record.Id.ToString(), cancellationToken);
                }
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
            switch (await WriteTransactionAsync(next, version, fence.ToString(CultureInfo.InvariantCulture), TimeSpan.Zero, cancellationToken))
            {
                case 0:
                    return next;
                case 1:
                    return null;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask CloseAsync(RelayerTransactionId id, string? mined, CancellationToken cancellationToken)
    {
        while (await FindVersionedAsync(id, cancellationToken) is var (version, transaction) && !transaction.IsClosed)
        {
            if (await WriteTransactionAsync(transaction with { IsClosed = true, Mined = mined }, version, "", store.Options.Retention, cancellationToken) == 0)
                return;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SettlementRecord?>> AdvanceAsync(IReadOnlyList<SettlementAdvance> advances, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advances);
        var steps = new Task<SettlementRecord?>[advances.Count];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = AdvanceAsync(advances[i], cancellationToken);
        return await Task.WhenAll(steps);
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
            if (await FindTransactionAsync(new(network, relayer, (ulong)nonce), cancellationToken) is { IsClosed: false } transaction)
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
    public async IAsyncEnumerable<SettlementRecord> QueryAsync(SettlementQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var until = query.UpdatedBefore is { } before ? before.ToUnixTimeMilliseconds() - 1 : double.PositiveInfinity;
        var prefix = query.Network is null ? "" : query.Network + "/";
        var found = new List<(string Id, double UpdatedAt, RedisKey Index)>();
        foreach (var state in query.States.Count == 0 ? s_states : query.States)
        {
            var index = _indexes[(int)state];
            foreach (var entry in await RedisStore.GuardAsync(database.SortedSetRangeByScoreWithScoresAsync(index, stop: until, take: query.Limit), cancellationToken))
            {
                if (((string)entry.Element!).StartsWith(prefix, StringComparison.Ordinal))
                    found.Add((entry.Element!, entry.Score, index));
            }
        }
        found.Sort((left, right) => left.UpdatedAt.CompareTo(right.UpdatedAt));
        foreach (var (key, _, index) in found.Take(query.Limit))
        {
            if (PaymentId.TryParse(key, out var id) && await FindAsync(id, cancellationToken) is { } record)
                yield return record;
            else
                await RedisStore.GuardAsync(database.SortedSetRemoveAsync(index, key), cancellationToken);
        }
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

    private async Task<SettlementRecord?> AdvanceAsync(SettlementAdvance advance, CancellationToken cancellationToken)
    {
        if (advance.To == SettlementState.Signed || await RecallAsync(advance.Id, advance.Version, cancellationToken) is not { } present
            || present.Version != advance.Version || !SettlementStateMachine.CanAdvance(present.State, advance.To))
            return null;
        var next = advance.ApplyTo(present);
        return await WriteAsync(next, present, cancellationToken) is null ? next : null;
    }

    // null when it was written; otherwise what is stored
    private async ValueTask<SettlementRecord?> WriteAsync(SettlementRecord record, SettlementRecord? expected, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = record.Id.ToString();
        var index = _indexes[(int)record.State];
        // the request of a settlement that goes on is stored already
        var isAsked = record.State == SettlementState.Accepted;
        var answer = (RedisResult[])(await store.EvaluateAsync(
            JournalScripts.Write,
            expected is null ? [JournalKeys.Settlement(store, record.Id), index] : [JournalKeys.Settlement(store, record.Id), index, _indexes[(int)expected.State]],
            [
                id, expected is null ? RedisValue.EmptyString : expected.Version, record.Version, JournalCodec.Encode(record),
                StoredTime.Milliseconds(record.UpdatedAt), SettlementStateMachine.IsFinal(record.State) ? StoredTime.Lifetime(record.ValidBefore, now, store.Options.Retention) : 0,
                StoredTime.Milliseconds(now - store.Options.Retention - store.Options.Retention),
                isAsked ? PaymentCodec.EncodeForStorage(record.Request.Payload) : RedisValue.EmptyString,
                isAsked ? PaymentCodec.EncodeForStorage(record.Request.Requirements) : RedisValue.EmptyString,
            ],
            cancellationToken))!;
        if ((int)answer[0] == 1)
        {
            _recent.Remember(record);
            await signals.PublishAsync(id, cancellationToken);
            return null;
        }
        _recent.Forget(record.Id);
        // nothing stored where a version was expected: the record's time was over
        return Decode((byte[]?)answer[1], (byte[]?)answer[2], (byte[]?)answer[3]) ?? record;
    }

    private static SettlementRecord? Decode(byte[]? record, byte[]? payload, byte[]? requirements) =>
        record is null ? null : JournalCodec.DecodeSettlement(record, payload, requirements);

    // as the caller knows it, and only otherwise as it is stored: the write that follows finds out what has changed
    private async ValueTask<SettlementRecord?> RecallAsync(PaymentId id, long? version, CancellationToken cancellationToken) =>
        _recent.TryGet(id, out var recent) && (version ?? recent.Version) == recent.Version ? recent : await FindAsync(id, cancellationToken);

    private async ValueTask<SettlementRecord[]> FindAllAsync(IReadOnlyList<PaymentId> ids, bool fromStore, CancellationToken cancellationToken)
    {
        var reads = new Task<SettlementRecord?>[ids.Count];
        for (var i = 0; i < reads.Length; i++)
            reads[i] = fromStore ? FindAsync(ids[i], cancellationToken).AsTask() : RecallAsync(ids[i], null, cancellationToken).AsTask();
        var records = await Task.WhenAll(reads);
        foreach (var record in records)
        {
            if (fromStore && record is not null)
                _recent.Remember(record);
        }
        return Array.ConvertAll(records, record => record ?? throw new InvalidOperationException("A settlement that was never accepted cannot be signed."));
    }

    private async ValueTask<(long Version, RelayerTransaction Transaction)?> FindVersionedAsync(RelayerTransactionId id, CancellationToken cancellationToken)
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var stored = await RedisStore.GuardAsync(database.HashGetAsync(JournalKeys.Transaction(store, id), ["version", "record"]), cancellationToken);
        return stored[1].IsNull ? null : ((long)stored[0], JournalCodec.DecodeTransaction((byte[])stored[1]!));
    }

    private async ValueTask<int> WriteTransactionAsync(RelayerTransaction transaction, long version, string fence, TimeSpan lifetime, CancellationToken cancellationToken) =>
        (int)await store.EvaluateAsync(JournalScripts.WriteTransaction,
        [
            JournalKeys.Lease(store, transaction.Id.LeaseName), JournalKeys.Transaction(store, transaction.Id),
            JournalKeys.Open(store, transaction.Id.Network, transaction.Id.Relayer),
        ],
        [fence, version, version + 1, JournalCodec.Encode(transaction), transaction.Id.Nonce, (long)lifetime.TotalMilliseconds], cancellationToken);
}
