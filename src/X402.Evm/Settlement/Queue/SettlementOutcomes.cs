using X402.Payments;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>Wakes callers of this process when their settlement is decided, without asking the journal. Thread-safe.</summary>
internal sealed class SettlementOutcomes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PaymentId, Waiter> _waiters = [];

    /// <summary>Registers a caller; it sees every decision after this. Dispose to forget.</summary>
    public Subscription Subscribe(PaymentId id)
    {
        lock (_gate)
        {
            if (!_waiters.TryGetValue(id, out var waiter))
                _waiters.Add(id, waiter = new());
            waiter.Callers++;
            return new(this, id, waiter.Decision.Task);
        }
    }

    /// <summary>Tells the waiting callers, if the settlement is decided.</summary>
    public void Publish(SettlementRecord settlement)
    {
        if (!SettlementStateMachine.IsDecided(settlement.State))
            return;
        lock (_gate)
        {
            if (_waiters.TryGetValue(settlement.Id, out var waiter))
                waiter.Decision.TrySetResult(settlement);
        }
    }

    private void Forget(PaymentId id)
    {
        lock (_gate)
        {
            if (_waiters.TryGetValue(id, out var waiter) && --waiter.Callers == 0)
                _waiters.Remove(id);
        }
    }

    /// <summary>One caller's wait.</summary>
    public readonly struct Subscription(SettlementOutcomes outcomes, PaymentId id, Task<SettlementRecord> decision) : IDisposable
    {
        public Task<SettlementRecord> Decision { get; } = decision;

        public void Dispose() => outcomes.Forget(id);
    }

    private sealed class Waiter
    {
        public TaskCompletionSource<SettlementRecord> Decision { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Callers { get; set; }
    }
}
