namespace X402.Evm.Settlement;

/// <summary>A relayer's turn: a batch that it makes a transaction of. Ends once, by whomever, and after a while by itself.</summary>
internal sealed class SettlementTurn : IDisposable
{
    // a node that hangs, or a transaction that is stuck, keeps nobody from the next relayer
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(100);

    private readonly SettlementQueue _queue;
    private readonly ITimer _timer;
    private int _hasEnded;

    public SettlementTurn(SettlementQueue queue, IReadOnlyList<SettlementItem> items, TimeProvider time)
    {
        (_queue, Items) = (queue, items);
        _timer = time.CreateTimer(static state => ((SettlementTurn)state!).Dispose(), this, s_longest, Timeout.InfiniteTimeSpan);
    }

    public IReadOnlyList<SettlementItem> Items { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
            return;
        _timer?.Dispose();
        _queue.End();
    }
}
