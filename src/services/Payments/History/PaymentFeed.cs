namespace X402.Services.Payments.History;

/// <summary>Tells open pages that the history has changed.</summary>
public sealed class PaymentFeed
{
    private long _version;

    /// <summary>Raised on any thread after a change was stored, with the traces that changed.</summary>
    public event Action<IReadOnlyCollection<string>>? Changed;

    /// <summary>How often the history has changed since the start.</summary>
    public long Version => Interlocked.Read(ref _version);

    internal void Publish(IReadOnlyCollection<string> traces)
    {
        Interlocked.Increment(ref _version);
        Changed?.Invoke(traces);
    }
}
