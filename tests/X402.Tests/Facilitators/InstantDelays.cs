namespace X402.Tests.Facilitators;

/// <summary>A clock on which short delays are over at once and are remembered; timeouts never come.</summary>
internal sealed class InstantDelays : TimeProvider
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMinutes(1);

    public List<TimeSpan> Delays { get; } = [];

    public DateTimeOffset Now { get; init; } = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= s_longestDelay)
            return new Timer();
        Delays.Add(dueTime);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
