namespace X402.Evm.Settlement;

/// <summary>
/// How fast the chain takes transactions in. Where that takes milliseconds, a relayer's turn lasts until its transaction is in a block: who comes
/// meanwhile shares the next one. Where blocks take their time, turns end when the transaction was sent. Thread-safe.
/// </summary>
internal sealed class InclusionPace
{
    // on a chain of slow blocks a few transactions are lucky, not so many in a row
    private const int Enough = 8;
    private int _quick;

    /// <summary>What is in a block after so long was taken in almost at once.</summary>
    public static TimeSpan Quick { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the last transactions were in a block almost at once.</summary>
    public bool IsQuick => Volatile.Read(ref _quick) >= Enough;

    /// <summary>Notes how long it took until a transaction was seen in a block.</summary>
    public void Note(TimeSpan elapsed)
    {
        if (elapsed > Quick)
            Volatile.Write(ref _quick, 0);
        else if (!IsQuick)
            Interlocked.Increment(ref _quick);
    }
}
