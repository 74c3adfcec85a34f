using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Output;

/// <summary>The last lines of a replica, and those who want the next ones.</summary>
internal sealed class ResourceLog
{
    private const int Kept = 10_000;

    private readonly Queue<LogLine> _lines = new();
    private readonly List<Action<LogLine>> _watchers = [];
    private readonly Lock _lock = new();
    private int _count;

    public LogLine Append(string text, bool isError)
    {
        lock (_lock)
        {
            var line = new LogLine(++_count, text, isError);
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
                _lines.Dequeue();
            foreach (var watcher in _watchers)
                watcher(line);
            return line;
        }
    }

    /// <summary>Calls back for every line that is kept, and then for every new one.</summary>
    /// <returns>Ends it.</returns>
    public Action Watch(Action<LogLine> watcher)
    {
        lock (_lock)
        {
            foreach (var line in _lines)
                watcher(line);
            _watchers.Add(watcher);
        }

        return () =>
        {
            lock (_lock)
                _watchers.Remove(watcher);
        };
    }
}
