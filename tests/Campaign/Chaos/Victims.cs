namespace X402.Campaign.Chaos;

/// <summary>Parts that are being broken, so that two faults do not claim the same one. Thread-safe.</summary>
internal sealed class Victims
{
    private readonly HashSet<object> _taken = [];
    private readonly Lock _gate = new();

    /// <summary>Takes all of them, or none.</summary>
    public bool TryTake(params ReadOnlySpan<object> parts)
    {
        lock (_gate)
        {
            foreach (var part in parts)
            {
                if (_taken.Contains(part))
                    return false;
            }
            foreach (var part in parts)
                _taken.Add(part);
            return true;
        }
    }

    public void Return(params ReadOnlySpan<object> parts)
    {
        lock (_gate)
        {
            foreach (var part in parts)
                _taken.Remove(part);
        }
    }
}
