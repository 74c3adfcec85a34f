namespace X402.Facilitator.Tests.Hosting;

/// <summary>The system's clock, put forward at will: what is due at a time comes to be due without waiting for it. Waits take as long as ever.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ahead;

    /// <summary>By how much.</summary>
    public TimeSpan Ahead
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
        set => Interlocked.Exchange(ref _ahead, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
