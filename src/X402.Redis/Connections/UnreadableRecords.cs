using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using X402.Ledger;

namespace X402.Redis.Connections;

/// <summary>Names records that cannot be read in the log, each once, however often lists pass it. Thread-safe.</summary>
internal sealed class UnreadableRecords(ILogger? logger)
{
    // beyond that they are named every time
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, bool> _named = new(StringComparer.Ordinal);

    public void Note(UnreadableRecordException exception)
    {
        if (_named.Count >= Capacity ? !_named.ContainsKey(exception.Record) : _named.TryAdd(exception.Record, true))
            Log.Unreadable(logger ?? NullLogger.Instance, exception, exception.Record);
    }
}
