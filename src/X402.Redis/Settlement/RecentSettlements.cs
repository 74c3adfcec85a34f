using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using X402.Payments;
using X402.Settlement;

namespace X402.Redis.Settlement;

/// <summary>
/// The settlements that this process wrote or read last, so that their next step needs no reading. Only for writes, which compare the version in the
/// store: a memory that is out of date makes a step refused, never wrong. Thread-safe.
/// </summary>
internal sealed class RecentSettlements
{
    // a few kilobytes each; what is forgotten is read again
    private const int Capacity = 5_000;

    private readonly ConcurrentDictionary<PaymentId, SettlementRecord> _records = new();
    private readonly ConcurrentQueue<PaymentId> _order = new();

    public void Remember(SettlementRecord record)
    {
        if (SettlementStateMachine.IsFinal(record.State))
        {
            _records.TryRemove(record.Id, out _);
            return;
        }
        if (_records.TryAdd(record.Id, record))
            _order.Enqueue(record.Id);
        else
            _records[record.Id] = record;
        while (_order.Count > Capacity && _order.TryDequeue(out var oldest))
            _records.TryRemove(oldest, out _);
    }

    public bool TryGet(PaymentId id, [NotNullWhen(true)] out SettlementRecord? record) => _records.TryGetValue(id, out record);

    public void Forget(PaymentId id) => _records.TryRemove(id, out _);
}
