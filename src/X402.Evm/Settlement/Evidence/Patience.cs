namespace X402.Evm.Settlement;

/// <summary>How long something is left alone that could not be done: longer every time. Thread-safe.</summary>
internal sealed class Patience
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private DateTimeOffset _until;
    private int _setbacks;

    /// <summary>How often in a row it could not be done.</summary>
    public int Setbacks
    {
        get
        {
            lock (_gate)
                return _setbacks;
        }
    }

    /// <summary>Whether it may be tried.</summary>
    public bool IsOver(DateTimeOffset now)
    {
        lock (_gate)
            return now >= _until;
    }

    /// <summary>Notes that it could not be done.</summary>
    /// <returns>How long it is left alone.</returns>
    public TimeSpan Begin(DateTimeOffset now)
    {
        lock (_gate)
        {
            var wait = s_first * Math.Pow(2, Math.Min(_setbacks++, 16));
            if (wait > s_longest)
                wait = s_longest;
            _until = now + wait;
            return wait;
        }
    }

    /// <summary>Notes that it was done.</summary>
    public void End()
    {
        lock (_gate)
            (_until, _setbacks) = (default, 0);
    }
}
