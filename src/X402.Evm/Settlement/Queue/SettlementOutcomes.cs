using X402.Payments;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>Wakes callers of this process when their settlement is decided, without asking the journal. Thread-safe.</summary>
internal sealed class SettlementOutcomes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PaymentId, List<Subscription>> _waiting = [];

    /// <summary>Registers a caller that knows the settlement as it is here; it sees the next decision that came after that. Dispose to forget.</summary>
    public Subscription Subscribe(SettlementRecord settlement)
    {
        var subscription = new Subscription(this, settlement);
        lock (_gate)
        {
            if (!_waiting.TryGetValue(settlement.Id, out var waiting))
                _waiting.Add(settlement.Id, waiting = []);
            waiting.Add(subscription);
        }
        return subscription;
    }

    /// <summary>Tells the waiting callers, if the settlement is decided. The end of a former one, which was accepted anew since, is told to nobody.</summary>
    public void Publish(SettlementRecord settlement)
    {
        if (!SettlementStateMachine.IsDecided(settlement.State))
            return;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(settlement.Id, out var waiting))
                return;
            foreach (var subscription in waiting)
                subscription.Tell(settlement);
        }
    }

    private void Forget(Subscription subscription)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(subscription.Known.Id, out var waiting) && waiting.Remove(subscription) && waiting.Count == 0)
                _waiting.Remove(subscription.Known.Id);
        }
    }

    /// <summary>One caller's wait.</summary>
    public sealed class Subscription(SettlementOutcomes outcomes, SettlementRecord known) : IDisposable
    {
        private readonly TaskCompletionSource<SettlementRecord> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The settlement as the caller knew it.</summary>
        public SettlementRecord Known { get; } = known;

        public Task<SettlementRecord> Decision => _decision.Task;

        public void Dispose() => outcomes.Forget(this);

        internal void Tell(SettlementRecord settlement)
        {
            if (settlement.Version > Known.Version)
                _decision.TrySetResult(settlement);
        }
    }
}
