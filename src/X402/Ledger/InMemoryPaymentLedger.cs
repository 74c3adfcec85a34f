using System.Runtime.CompilerServices;
using X402.Payments;
using X402.Reasons;

namespace X402.Ledger;

/// <summary>
/// A ledger in the memory of one process: for tests and for development with a single server. A restart forgets every payment,
/// so that a payment may buy twice around it; use a shared store for real money.
/// </summary>
/// <remarks>
/// Thread safety: one lock over all payments; all members may be called concurrently.
/// Retention: final records are dropped once <see cref="PaymentRecord.ValidBefore"/> and the retention are both over, those of
/// <see cref="UnsentPayments"/> after a short time; others stay.
/// </remarks>
/// <param name="time">The clock of leases and retention.</param>
/// <param name="retention">How long final records are kept at least; 7 days by default.</param>
public sealed class InMemoryPaymentLedger(TimeProvider time, TimeSpan? retention = null) : IPaymentLedger
{
    private const int SweepEvery = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<PaymentId, Entry> _entries = [];
    private readonly Dictionary<string, PaymentId> _holders = new(StringComparer.Ordinal);
    private readonly TimeSpan _retention = retention ?? TimeSpan.FromDays(7);
    private int _grants;

    /// <inheritdoc/>
    public ValueTask<ReservationResult> ReserveAsync(PaymentReservation reservation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (++_grants % SweepEvery == 0)
                Sweep(now);

            if (_entries.TryGetValue(reservation.Id, out var entry) && Refusal(entry.Record, reservation, now) is { } outcome)
                return ValueTask.FromResult(new ReservationResult(outcome, entry.Record!));
            if (FindHolder(reservation, now) is { } holder)
                return ValueTask.FromResult(new ReservationResult(ReservationOutcome.IdentifierTaken, holder));
            if (entry is null)
                _entries.Add(reservation.Id, entry = new Entry());
            if (reservation.IdentifierKey is { } key)
                _holders[key] = reservation.Id;

            entry.Set(PaymentRecord.Of(
                reservation, (entry.Record?.Fence ?? now.ToUnixTimeMilliseconds()) + 1, now + reservation.Lease, [.. entry.Record?.History ?? [], new PaymentTransition(PaymentState.Reserved, now)]));
            return ValueTask.FromResult(new ReservationResult(ReservationOutcome.Granted, entry.Record!));
        }
    }

    /// <inheritdoc/>
    public ValueTask<PaymentRecord?> AdvanceAsync(PaymentRecord record, PaymentAdvance advance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(advance);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            // the stored record, not the caller's: its lease may have been renewed meanwhile
            if (!_entries.TryGetValue(record.Id, out var entry) || entry.Record is not { } present
                || present.Fence != record.Fence || present.State != record.State || present.After(advance, time.GetUtcNow()) is not { } next)
                return ValueTask.FromResult<PaymentRecord?>(null);
            entry.Set(next);
            return ValueTask.FromResult<PaymentRecord?>(next);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(PaymentId id, long fence, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out var entry) || entry.Record is not { } record || record.Fence != fence || PaymentStateMachine.IsFinal(record.State))
                return ValueTask.FromResult(false);
            entry.Replace(record with { LeaseUntil = time.GetUtcNow() + lease });
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<PaymentRecord?> TakeOverAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out var entry) || entry.Record is not { } record || record.LeaseUntil > now
                || record.State is not (PaymentState.Unknown or PaymentState.Settling))
                return ValueTask.FromResult<PaymentRecord?>(null);
            entry.Replace(record with { Fence = record.Fence + 1, Owner = owner, LeaseUntil = now + lease });
            return ValueTask.FromResult<PaymentRecord?>(entry.Record);
        }
    }

    /// <inheritdoc/>
    public ValueTask<PaymentRecord?> ResumeAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out var entry) || entry.Record is not { } record || !IsOwed(record, now))
                return ValueTask.FromResult<PaymentRecord?>(null);
            entry.Set(record with
            {
                State = PaymentState.Serving,
                Fence = record.Fence + 1,
                Owner = owner,
                LeaseUntil = now + lease,
                Reason = null,
                History = [.. record.History, new PaymentTransition(PaymentState.Serving, now)],
            });
            return ValueTask.FromResult<PaymentRecord?>(entry.Record);
        }
    }

    /// <inheritdoc/>
    public ValueTask<PaymentRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return ValueTask.FromResult(_entries.TryGetValue(id, out var entry) ? entry.Record : null);
    }

    /// <inheritdoc/>
    public async ValueTask<PaymentRecord?> WaitAsync(PaymentId id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + timeout;
        while (true)
        {
            Task changed;
            PaymentRecord record;
            lock (_gate)
            {
                if (!_entries.TryGetValue(id, out var entry) || entry.Record is null)
                    return null;
                record = entry.Record;
                changed = entry.Changed;
            }
            var left = deadline - time.GetUtcNow();
            if (!PaymentStateMachine.IsInProgress(record.State) || left <= TimeSpan.Zero)
                return record;
            try
            {
                await changed.WaitAsync(left, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // the loop reads the record once more and answers with it
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PaymentRecord> QueryAsync(PaymentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        List<PaymentRecord> found;
        lock (_gate)
        {
            found = [.. _entries.Values
                .Select(entry => entry.Record!)
                .Where(record => (query.States.Count == 0 || query.States.Contains(record.State))
                    && (query.UpdatedBefore is not { } before || record.History[^1].At < before))
                .OrderByDescending(record => record.History[^1].At)
                .Take(query.Limit)];
        }
        await Task.CompletedTask;
        foreach (var record in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    // the first rule that applies decides; null means that the payment may be reserved
    private static ReservationOutcome? Refusal(PaymentRecord? record, PaymentReservation wish, DateTimeOffset now) => record switch
    {
        null or { State: PaymentState.Released } => null,
        { State: PaymentState.Failed } => ReservationOutcome.AlreadyFailed,
        _ when PaymentStateMachine.CanTakeOver(record.State) && record.LeaseUntil <= now => null,
        _ when record.RequestFingerprint != wish.RequestFingerprint => ReservationOutcome.UsedForAnotherRequest,
        { State: PaymentState.Settled } => ReservationOutcome.AlreadySettled,
        { State: PaymentState.Unknown } => ReservationOutcome.OutcomeUnknown,
        _ when IsOwed(record, now) => ReservationOutcome.WorkOwed,
        _ => ReservationOutcome.InProgress,
    };

    private static bool IsOwed(PaymentRecord record, DateTimeOffset now) =>
        record.State == PaymentState.Owed || (record.State == PaymentState.Serving && record.LeaseUntil <= now);

    // the payment that goes on under the identifier, if there is another one; a lost owner's is ended here
    private PaymentRecord? FindHolder(PaymentReservation wish, DateTimeOffset now)
    {
        if (wish.IdentifierKey is not { } key || !_holders.TryGetValue(key, out var id) || id == wish.Id
            || !_entries.TryGetValue(id, out var entry) || entry.Record is not { } record || record.IdentifierKey != key
            || record.State is PaymentState.Released or PaymentState.Failed)
            return null;
        if (!PaymentStateMachine.CanTakeOver(record.State) || record.LeaseUntil > now)
            return record;
        entry.Set(record with
        {
            State = PaymentState.Released,
            Fence = record.Fence + 1,
            Reason = PaymentReasons.PaymentReplaced.Code,
            History = [.. record.History, new PaymentTransition(PaymentState.Released, now, PaymentReasons.PaymentReplaced.Code)],
        });
        return null;
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (id, entry) in _entries)
        {
            if (entry.Record is { } record && IsOver(record, now))
            {
                _entries.Remove(id);
                if (record.IdentifierKey is { } key && _holders.TryGetValue(key, out var holder) && holder == id)
                    _holders.Remove(key);
            }
        }
    }

    // an authorization may be valid until the end of time: nothing can be added to that
    private bool IsOver(PaymentRecord record, DateTimeOffset now) => record.State switch
    {
        PaymentState.Released => now - record.History[^1].At > UnsentPayments.Released,
        _ when UnsentPayments.Include(record.State) => now - record.LeaseUntil > UnsentPayments.Silence,
        _ => PaymentStateMachine.MayBeForgotten(record.State) && now - record.ValidBefore > _retention && now - record.History[^1].At > _retention,
    };

    private sealed class Entry
    {
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PaymentRecord? Record { get; private set; }

        public Task Changed => _changed.Task;

        public void Replace(PaymentRecord record) => Record = record;

        public void Set(PaymentRecord record)
        {
            Record = record;
            var changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }
    }
}
