using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace X402.Hosting.Local.Output;

/// <summary>Reads several logs as one, in batches of what is there.</summary>
internal sealed class LogWatch : IDisposable
{
    private readonly Channel<LogLine> _lines = Channel.CreateUnbounded<LogLine>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<Action> _ends = [];

    public void Add(ResourceLog log) => _ends.Add(log.Watch(line => _lines.Writer.TryWrite(line)));

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _lines.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var batch = new List<LogLine>();
            while (_lines.Reader.TryRead(out var line))
                batch.Add(line);
            yield return batch;
        }
    }

    public void Dispose()
    {
        foreach (var end in _ends)
            end();
    }
}
