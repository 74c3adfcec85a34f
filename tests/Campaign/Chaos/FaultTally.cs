using System.Collections.Concurrent;

namespace X402.Campaign.Chaos;

/// <summary>What was broken, and how often. Thread-safe.</summary>
internal sealed class FaultTally
{
    private readonly ConcurrentDictionary<string, int> _faults = new();
    private int _kills;

    /// <summary>How many processes were killed, by us or by themselves at a kill point.</summary>
    public int Kills => Volatile.Read(ref _kills);

    public IReadOnlyDictionary<string, int> Faults => _faults;

    public void Note(string fault) => _faults.AddOrUpdate(fault, 1, static (_, count) => count + 1);

    public void NoteKill() => Interlocked.Increment(ref _kills);
}
