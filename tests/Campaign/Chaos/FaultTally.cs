using System.Collections.Concurrent;

namespace X402.Campaign.Chaos;

/// <summary>What was broken, and how often. Thread-safe.</summary>
internal sealed class FaultTally
{
    private readonly ConcurrentDictionary<string, int> _faults = new();
    private readonly ConcurrentDictionary<(string Who, string Point), int> _deaths = new();
    private int _kills;

    /// <summary>How many processes were killed, by us or by themselves at a kill point.</summary>
    public int Kills => Volatile.Read(ref _kills);

    public IReadOnlyDictionary<string, int> Faults => _faults;

    /// <summary>How often a service died at each of its kill points.</summary>
    public IReadOnlyDictionary<(string Who, string Point), int> Deaths => _deaths;

    public void Note(string fault) => _faults.AddOrUpdate(fault, 1, static (_, count) => count + 1);

    /// <summary>A service killed itself at a kill point.</summary>
    public void NoteDeath(string who, string point)
    {
        NoteKill();
        _deaths.AddOrUpdate((who, point), 1, static (_, count) => count + 1);
    }

    public void NoteKill() => Interlocked.Increment(ref _kills);
}
