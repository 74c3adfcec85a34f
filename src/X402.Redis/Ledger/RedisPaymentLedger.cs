using System.Runtime.CompilerServices;
using StackExchange.Redis;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;
using X402.Redis.Connections;

namespace X402.Redis.Ledger;

/// <summary>
/// The ledger that all replicas of a resource server share. Every step is one Lua script, atomic on Redis and on Garnet (started with --lua-transaction-mode).
/// </summary>
/// <remarks>
/// Clocks: leases and history use the clock of the calling process; replicas must agree within a fraction of the lease (seconds).
/// A clock that is wrong can only hand over work that had no effect on chain yet; it never releases a settlement.
/// </remarks>
internal sealed class RedisPaymentLedger(RedisStore store, LedgerSignals signals, TimeProvider time) : IPaymentLedger
{
    private static readonly PaymentState[] s_states = Enum.GetValues<PaymentState>();
    private static readonly string[] s_mayEnterFrom = [.. s_states.Select(to => string.Concat(s_states.Where(from => PaymentStateMachine.CanAdvance(from, to)).Select(from => (int)from)))];
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);

    private readonly RedisKey[] _indexes = [.. s_states.Select(state => store.Key($"ledger:state:{(int)state}"))];

    /// <inheritdoc/>
    public async ValueTask<ReservationResult> ReserveAsync(PaymentReservation reservation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        while (true)
        {
            var holder = reservation.IdentifierKey is { } key ? await FindHolderAsync(key, cancellationToken) : "";
            // null: another request took the identifier between the two operations
            if (await TryReserveAsync(reservation, holder, cancellationToken) is { } result)
                return result;
        }
    }

    private async ValueTask<string> FindHolderAsync(string identifier, CancellationToken cancellationToken)
    {
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        return (string?)await RedisStore.GuardAsync(database.StringGetAsync(IdentifierKey(identifier)), cancellationToken) ?? "";
    }

    private async ValueTask<ReservationResult?> TryReserveAsync(PaymentReservation reservation, string holder, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = reservation.Id.ToString();
        RedisKey[] keys = reservation.IdentifierKey is not { } identifier ? Keys(id)
            : holder.Length == 0 || holder == id ? [.. Keys(id), IdentifierKey(identifier)]
            : [.. Keys(id), IdentifierKey(identifier), RecordKey(holder), ResponseKey(holder)];
        var answer = (RedisResult[])(await store.EvaluateAsync(LedgerScripts.Reserve, keys,
        [
            id, StoredTime.Milliseconds(now), StoredTime.Milliseconds(now + reservation.Lease), reservation.RequestFingerprint, reservation.Endpoint,
            PaymentCodec.EncodeForStorage(reservation.Requirements), PaymentCodec.EncodeForStorage(reservation.Payload),
            StoredTime.Milliseconds(reservation.ValidBefore), reservation.Owner, reservation.TraceId ?? "",
            reservation.IdentifierKey ?? "", holder, Lifetime(reservation.ValidBefore, now), PaymentReasons.PaymentReplaced.Code,
        ], cancellationToken))!;
        if (!Enum.TryParse((string)answer[0]!, out ReservationOutcome outcome))
            return null;
        var found = outcome == ReservationOutcome.IdentifierTaken && PaymentId.TryParse(holder, out var other) ? other : reservation.Id;
        return new(outcome, RecordCodec.Decode(found, answer[1], answer.Length > 2 ? answer[2] : null));
    }

    /// <inheritdoc/>
    public async ValueTask<PaymentRecord?> AdvanceAsync(PaymentId id, long fence, PaymentAdvance advance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advance);
        var now = time.GetUtcNow();
        var key = id.ToString();
        var (lifetime, identifier) = await FindRetentionAsync(key, advance.To, now, cancellationToken);
        var answer = await store.EvaluateAsync(LedgerScripts.Advance, identifier is null ? Keys(key) : [.. Keys(key), IdentifierKey(identifier)],
        [
            key, fence, (int)advance.To, s_mayEnterFrom[(int)advance.To], StoredTime.Milliseconds(now), Line(advance.Reason), Line(advance.Transaction),
            advance.Receipt is null ? RedisValue.EmptyString : PaymentCodec.Encode(advance.Receipt, ProtocolVersion.V2),
            advance.Response is null ? RedisValue.EmptyString : StoredResponseCodec.Encode(advance.Response),
            (long)store.Options.ResponseRetention.TotalMilliseconds, lifetime, StoredTime.Milliseconds(now - store.Options.Retention - store.Options.Retention),
        ], cancellationToken);
        if (answer.IsNull)
            return null;
        if (!PaymentStateMachine.IsInProgress(advance.To))
            await signals.PublishAsync(key, cancellationToken);
        return Decode(id, answer);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(PaymentId id, long fence, TimeSpan lease, CancellationToken cancellationToken) =>
        (int)await store.EvaluateAsync(LedgerScripts.Renew, [RecordKey(id.ToString())], [fence, StoredTime.Milliseconds(time.GetUtcNow() + lease)], cancellationToken) == 1;

    /// <inheritdoc/>
    public async ValueTask<PaymentRecord?> TakeOverAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var key = id.ToString();
        var answer = await store.EvaluateAsync(LedgerScripts.TakeOver, [RecordKey(key), ResponseKey(key)],
            [StoredTime.Milliseconds(now), StoredTime.Milliseconds(now + lease), owner], cancellationToken);
        return answer.IsNull ? null : Decode(id, answer);
    }

    /// <inheritdoc/>
    public async ValueTask<PaymentRecord?> ResumeAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var key = id.ToString();
        var answer = await store.EvaluateAsync(LedgerScripts.Resume, Keys(key), [key, StoredTime.Milliseconds(now), StoredTime.Milliseconds(now + lease), owner], cancellationToken);
        return answer.IsNull ? null : Decode(id, answer);
    }

    /// <inheritdoc/>
    public async ValueTask<PaymentRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken)
    {
        var key = id.ToString();
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var record = RedisStore.GuardAsync(database.ExecuteAsync("HGETALL", RecordKey(key)), cancellationToken);
        var response = RedisStore.GuardAsync(database.ExecuteAsync("GET", ResponseKey(key)), cancellationToken);
        var fields = await record;
        var blob = await response;
        return fields.Length == 0 ? null : RecordCodec.Decode(id, fields, blob);
    }

    /// <inheritdoc/>
    public async ValueTask<PaymentRecord?> WaitAsync(PaymentId id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + timeout;
        var key = id.ToString();
        while (true)
        {
            // listening begins before looking, so that a change in between is not missed
            using var signal = await signals.ListenAsync(key, cancellationToken);
            var record = await FindAsync(id, cancellationToken);
            var left = deadline - time.GetUtcNow();
            if (record is null || !PaymentStateMachine.IsInProgress(record.State) || left <= TimeSpan.Zero)
                return record;
            // a signal can be lost with the connection; looking again now and then makes that harmless
            await signal.WaitAsync(left < s_poll ? left : s_poll, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PaymentRecord> QueryAsync(PaymentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var until = query.UpdatedBefore is { } before ? before.ToUnixTimeMilliseconds() - 1 : double.PositiveInfinity;
        var found = new List<(string Id, double UpdatedAt, RedisKey Index)>();
        foreach (var state in query.States.Count == 0 ? s_states : query.States)
        {
            var index = _indexes[(int)state];
            foreach (var entry in await RedisStore.GuardAsync(
                database.SortedSetRangeByScoreWithScoresAsync(index, stop: until, order: Order.Descending, take: query.Limit), cancellationToken))
                found.Add((entry.Element!, entry.Score, index));
        }
        found.Sort((left, right) => right.UpdatedAt.CompareTo(left.UpdatedAt));
        foreach (var (key, _, index) in found.Take(query.Limit))
        {
            if (PaymentId.TryParse(key, out var id) && await FindAsync(id, cancellationToken) is { } record)
                yield return record;
            else
                await RedisStore.GuardAsync(database.SortedSetRemoveAsync(index, key), cancellationToken);
        }
    }

    private static PaymentRecord Decode(PaymentId id, RedisResult answer) => RecordCodec.Decode(id, answer[0], answer.Length > 1 ? answer[1] : null);

    // reasons and hashes come from other parties; the history is one line per step
    private static string Line(string? text) => text is null ? "" : string.Concat(text.Take(200).Where(c => c != '|' && !char.IsControl(c)));

    // only the record knows the end of the authorization, which it must outlive, and the identifier, which must outlive neither
    private async ValueTask<(long Lifetime, string? Identifier)> FindRetentionAsync(string key, PaymentState to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var forget = PaymentStateMachine.MayBeForgotten(to);
        if (!forget && to != PaymentState.Unknown)
            return (0, null);
        var database = (await store.ConnectAsync(cancellationToken)).GetDatabase();
        var stored = await RedisStore.GuardAsync(database.HashGetAsync(RecordKey(key), ["validBefore", "identifier"]), cancellationToken);
        var lifetime = !forget ? 0 : Lifetime(stored[0].IsNull ? now : StoredTime.Read((long)stored[0]), now);
        return (lifetime, stored[1].IsNullOrEmpty ? null : (string?)stored[1]);
    }

    private long Lifetime(DateTimeOffset validBefore, DateTimeOffset now) => StoredTime.Lifetime(validBefore, now, store.Options.Retention);

    private RedisKey IdentifierKey(string identifier) => store.Key($"ledger:identifier:{identifier}");

    private RedisKey RecordKey(string id) => store.Key($"ledger:payment:{id}");

    private RedisKey ResponseKey(string id) => store.Key($"ledger:response:{id}");

    private RedisKey[] Keys(string id) => [RecordKey(id), ResponseKey(id), .. _indexes];
}
