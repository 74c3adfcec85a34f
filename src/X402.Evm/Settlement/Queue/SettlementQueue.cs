using X402.Payments;

namespace X402.Evm.Settlement;

/// <summary>
/// The settlements that wait for a relayer, and the turns in which relayers take them. A relayer that is free takes whatever waits, so a lone
/// settlement never waits for company; but while one of them has its turn, what arrives is gathered for the next, and only a full batch gets a
/// second relayer at once. So batches grow with the load, and gas, signatures and journal entries become fewer. Thread-safe.
/// </summary>
internal sealed class SettlementQueue(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<SettlementItem> _items = [];
    private readonly Dictionary<PaymentId, LinkedListNode<SettlementItem>> _places = [];
    private readonly LinkedList<Taker> _takers = [];
    private int _turns;

    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    /// <summary>Adds a settlement. Where it waits already, it keeps its place and its newer version stays: an older one may be for other terms.</summary>
    public void Add(SettlementItem item)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(item.Call.Id, out var place))
                _places.Add(item.Call.Id, _items.AddLast(item));
            else if (place.Value.Record.Version < item.Record.Version)
                place.Value = item;
            else
                return;
            Serve();
        }
    }

    /// <summary>Whether the settlement waits, in this version or a newer one.</summary>
    public bool Contains(PaymentId id, long version)
    {
        lock (_gate)
            return _places.TryGetValue(id, out var place) && place.Value.Record.Version >= version;
    }

    /// <summary>Takes the first settlement, and those behind it that may share its transaction. The turn ends when it is disposed.</summary>
    public async Task<SettlementTurn> TakeAsync(int max, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var taker = new Taker(max);
        lock (_gate)
        {
            _takers.AddLast(taker);
            Serve();
        }
        await using var registration = cancellationToken.Register(() => Leave(taker, cancellationToken));
        return await taker.Turn.Task;
    }

    /// <summary>Ends a turn.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _turns--;
            Serve();
        }
    }

    private void Leave(Taker taker, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_takers.Remove(taker))
                return;
        }
        taker.Turn.SetCanceled(cancellationToken);
    }

    private void Serve()
    {
        while (_takers.First is { Value: var taker } && _items.Count > 0 && (_turns == 0 || _items.Count >= taker.Max))
        {
            _takers.RemoveFirst();
            _turns++;
            var batch = new List<SettlementItem> { Dequeue() };
            while (batch.Count < taker.Max && !batch[0].GoesAlone && _items.First is { Value.GoesAlone: false })
                batch.Add(Dequeue());
            taker.Turn.SetResult(new(this, batch, time));
        }
    }

    private SettlementItem Dequeue()
    {
        var item = _items.First!.Value;
        _items.RemoveFirst();
        _places.Remove(item.Call.Id);
        return item;
    }

    private sealed class Taker(int max)
    {
        public int Max { get; } = max;

        public TaskCompletionSource<SettlementTurn> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
