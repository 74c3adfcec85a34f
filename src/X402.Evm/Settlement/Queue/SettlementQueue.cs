using X402.Payments;

namespace X402.Evm.Settlement;

/// <summary>
/// The settlements that wait for a relayer. A relayer takes whatever waits when it is ready, so that batches grow with the load and a lone
/// settlement never waits for company. Thread-safe.
/// </summary>
internal sealed class SettlementQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<SettlementItem> _items = [];
    private readonly HashSet<PaymentId> _ids = [];
    private readonly SemaphoreSlim _available = new(0);

    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    /// <summary>Adds a settlement, unless it waits already.</summary>
    public void Add(SettlementItem item)
    {
        lock (_gate)
        {
            if (!_ids.Add(item.Call.Id))
                return;
            _items.Enqueue(item);
        }
        _available.Release();
    }

    public bool Contains(PaymentId id)
    {
        lock (_gate)
            return _ids.Contains(id);
    }

    /// <summary>Takes the first settlement, and those behind it that may share its transaction.</summary>
    public async ValueTask<IReadOnlyList<SettlementItem>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        await _available.WaitAsync(cancellationToken);
        lock (_gate)
        {
            var batch = new List<SettlementItem> { Dequeue() };
            // the semaphore says how many are nobody's; those beyond are other relayers' who are about to take them
            while (batch.Count < max && !batch[0].GoesAlone && _items.TryPeek(out var next) && !next.GoesAlone && _available.Wait(0, CancellationToken.None))
                batch.Add(Dequeue());
            return batch;
        }
    }

    public void Dispose() => _available.Dispose();

    private SettlementItem Dequeue()
    {
        var item = _items.Dequeue();
        _ids.Remove(item.Call.Id);
        return item;
    }
}
