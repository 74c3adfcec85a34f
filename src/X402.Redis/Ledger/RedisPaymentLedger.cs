using System.Globalization;
using Microsoft.Extensions.Logging;
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
internal sealed class RedisPaymentLedger(RedisStore store, LedgerSignals signals, TimeProvider time, ILogger<RedisPaymentLedger>? logger = null) : IPaymentLedger
{
    private static readonly PaymentState[] s_states = Enum.GetValues<PaymentState>();
    private static readonly RedisValue[] s_digits = [.. s_states.Select(state => (RedisValue)((int)state).ToString(CultureInfo.InvariantCulture))];
    private static readonly string s_inProgress = string.Concat(s_states.Where(PaymentStateMachine.IsInProgress).Select(state => (int)state));
    private static readonly long s_releasedLifetime = (long)UnsentPayments.Released.TotalMilliseconds;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);

    private readonly RedisKey[] _indexes = [.. s_states.Select(state => store.Key($"ledger:state:{(int)state}"))];
    private readonly RecordLists _lists = new(store, logger);

    /// <inheritdoc/>
    public async ValueTask<ReservationResult> ReserveAsync(PaymentReservation reservation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        // nobody holds a new name; whoever holds another one is learned from the answer
        var holder = "";
        while (true)
        {
            var (result, present) = await TryReserveAsync(reservation, holder, cancellationToken);
            if (result is not null)
                return result;
            holder = present;
        }
    }

    private async ValueTask<(ReservationResult? Result, string Holder)> TryReserveAsync(PaymentReservation reservation, string holder, CancellationToken cancellationToken)
    {
        var now = Now();
        var id = reservation.Id.ToString();
        var leaseUntil = now + reservation.Lease;
        var answer = (RedisResult[])(await store.EvaluateAsync(LedgerScripts.Reserve, KeysOf(reservation, id, holder),
        [
            id, StoredTime.Milliseconds(now), StoredTime.Milliseconds(leaseUntil), reservation.RequestFingerprint, reservation.Endpoint,
            PaymentCodec.EncodeForStorage(reservation.Requirements), PaymentCodec.EncodeForStorage(reservation.Payload),
            StoredTime.Milliseconds(reservation.ValidBefore), reservation.Owner, reservation.TraceId ?? "",
            reservation.IdentifierKey ?? "", holder, SilentLifetime(reservation.Lease), PaymentReasons.PaymentReplaced.Code, s_releasedLifetime,
        ], cancellationToken))!;
        if (!Enum.TryParse((string)answer[0]!, out ReservationOutcome outcome))
            return (null, (string)answer[1]!);
        if (outcome == ReservationOutcome.Granted)
            return (new(outcome, PaymentRecord.Of(reservation, (long)answer[1], leaseUntil, HistoryLines.Decode((string)answer[2]!))), holder);
        var found = outcome == ReservationOutcome.IdentifierTaken && PaymentId.TryParse(holder, out var other) ? other : reservation.Id;
        return (new(outcome, RecordCodec.Decode(found, answer[1], answer.Length > 2 ? answer[2] : null)), holder);
    }

    private RedisKey[] KeysOf(PaymentReservation reservation, string id, string holder)
    {
        RedisKey[] keys = [RecordKey(id), ResponseKey(id), _indexes[0], _indexes[1], _indexes[2], _indexes[3]];
        return reservation.IdentifierKey is not { } identifier ? keys
            : holder.Length == 0 || holder == id ? [.. keys, IdentifierKey(identifier)]
            : [.. keys, IdentifierKey(identifier), RecordKey(holder), ResponseKey(holder)];
    }

    /// <inheritdoc/>
    public async ValueTask<PaymentRecord?> AdvanceAsync(PaymentRecord record, PaymentAdvance advance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(advance);
        var now = Now();
        // reasons and hashes come from other parties; the history is one line per step
        if (record.After(advance with { Reason = HistoryLines.Clean(advance.Reason), Transaction = HistoryLines.Clean(advance.Transaction) }, now) is not { } next)
            return null;
        var key = record.Id.ToString();
        var (lifetime, oldest) = (LifetimeOf(next, now), now - store.Options.Retention - store.Options.Retention);
        var answer = await store.EvaluateAsync(LedgerScripts.Advance, KeysOf(record, key, advance.To),
        [
            key, record.Fence, s_digits[(int)record.State], s_digits[(int)advance.To], StoredTime.Milliseconds(now), HistoryLines.Encode(next.History, record.History.Count),
            next.Reason ?? "", advance.Transaction is null ? "" : next.Transaction,
            advance.Receipt is null ? RedisValue.EmptyString : PaymentCodec.Encode(advance.Receipt, ProtocolVersion.V2),
            advance.Response is null ? RedisValue.EmptyString : StoredResponseCodec.Encode(advance.Response),
            UnsentPayments.Include(advance.To) ? lifetime : (long)store.Options.ResponseRetention.TotalMilliseconds, lifetime,
            StoredTime.Milliseconds(oldest), StoredTime.Milliseconds(advance.To == PaymentState.Released ? now - UnsentPayments.Released : oldest),
        ], cancellationToken);
        var outcome = (int)answer;
        if (outcome == 0)
            return null;
        if (!PaymentStateMachine.IsInProgress(advance.To))
        {
            signals.Notify(key);
            if (outcome == 2)
                await signals.PublishAsync(key, cancellationToken);
        }
        return next;
    }

    // the identifier lives as long as the record, no shorter and no longer
    private RedisKey[] KeysOf(PaymentRecord record, string key, PaymentState to)
    {
        var (from, next) = (_indexes[(int)record.State], _indexes[(int)to]);
        return record.IdentifierKey is { } identifier
            ? [RecordKey(key), ResponseKey(key), from, next, IdentifierKey(identifier)]
            : [RecordKey(key), ResponseKey(key), from, next];
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(PaymentId id, long fence, TimeSpan lease, CancellationToken cancellationToken)
    {
        var key = id.ToString();
        var lifetime = SilentLifetime(lease);
        var answer = await store.EvaluateAsync(LedgerScripts.Renew, [RecordKey(key), ResponseKey(key)], [fence, StoredTime.Milliseconds(time.GetUtcNow() + lease), lifetime], cancellationToken);
        if (answer.IsNull)
            return false;
        // in a step of its own: which key that is, only the record tells
        if ((string)answer! is { Length: > 0 } identifier)
            await store.EvaluateAsync(LedgerScripts.RenewIdentifier, [IdentifierKey(identifier)], [key, lifetime], cancellationToken);
        return true;
    }

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
        var answer = await store.EvaluateAsync(LedgerScripts.Resume, [RecordKey(key), ResponseKey(key), _indexes[(int)PaymentState.Owed], _indexes[(int)PaymentState.Serving]],
            [key, StoredTime.Milliseconds(now), StoredTime.Milliseconds(now + lease), owner], cancellationToken);
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
            var answer = await store.EvaluateAsync(LedgerScripts.Watch, [RecordKey(key), ResponseKey(key)], [s_inProgress], cancellationToken);
            var record = answer.IsNull ? null : Decode(id, answer);
            var left = deadline - time.GetUtcNow();
            if (record is null || !PaymentStateMachine.IsInProgress(record.State) || left <= TimeSpan.Zero)
                return record;
            // a signal can be lost with the connection; looking again now and then makes that harmless
            await signal.WaitAsync(left < s_poll ? left : s_poll, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<PaymentRecord> QueryAsync(PaymentQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var indexes = (query.States.Count == 0 ? s_states : query.States).Select(state => _indexes[(int)state]);
        return _lists.ReadAsync(indexes, query.UpdatedBefore, Order.Descending, null, query.Limit, FindAsync, cancellationToken);
    }

    private static PaymentRecord Decode(PaymentId id, RedisResult answer) => RecordCodec.Decode(id, answer[0], answer.Length > 1 ? answer[1] : null);

    // what is stored, so that the record in hand is the record in the store
    private DateTimeOffset Now() => StoredTime.Read(time.GetUtcNow().ToUnixTimeMilliseconds());

    // 0 means that no clock ends it
    private long LifetimeOf(PaymentRecord record, DateTimeOffset now) => record.State switch
    {
        PaymentState.Released => s_releasedLifetime,
        _ when UnsentPayments.Include(record.State) => SilentLifetime(record.LeaseUntil > now ? record.LeaseUntil - now : TimeSpan.Zero),
        _ when PaymentStateMachine.MayBeForgotten(record.State) => StoredTime.Lifetime(record.ValidBefore, now, store.Options.Retention),
        _ => 0,
    };

    private static long SilentLifetime(TimeSpan lease) => (long)(lease + UnsentPayments.Silence).TotalMilliseconds;

    private RedisKey IdentifierKey(string identifier) => store.Key($"ledger:identifier:{identifier}");

    private RedisKey RecordKey(string id) => store.Key($"ledger:payment:{id}");

    private RedisKey ResponseKey(string id) => store.Key($"ledger:response:{id}");
}
