using System.Collections.Concurrent;
using StackExchange.Redis;

namespace X402.Redis.Connections;

/// <summary>Tells waiting callers in all processes that a record has changed: one channel per kind of record, one subscription per process.</summary>
internal class ChangeSignals(RedisStore store, string channel)
{
    private const char Separator = '\n';

    private readonly ConcurrentDictionary<string, Waiters> _waiting = new(StringComparer.Ordinal);
    private readonly RedisChannel _channel = RedisChannel.Literal(store.Key(channel).ToString());
    private bool _subscribed;

    public ValueTask PublishAsync(string id, CancellationToken cancellationToken) => PublishAsync([id], cancellationToken);

    /// <summary>One message for all of them; the names of records have no line breaks.</summary>
    public async ValueTask PublishAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return;
        foreach (var id in ids)
            Notify(id);
        var subscriber = (await store.ConnectAsync(cancellationToken)).GetSubscriber();
        await subscriber.PublishAsync(_channel, string.Join(Separator, ids), CommandFlags.FireAndForget);
    }

    public async ValueTask<Signal> ListenAsync(string id, CancellationToken cancellationToken)
    {
        await SubscribeAsync(cancellationToken);
        while (true)
        {
            var waiters = _waiting.GetOrAdd(id, static _ => new Waiters());
            if (waiters.TryEnter())
                return new Signal(this, id, waiters);
        }
    }

    private async ValueTask SubscribeAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _subscribed))
            return;
        var subscriber = (await store.ConnectAsync(cancellationToken)).GetSubscriber();
        // two first listeners may both get here: the channel then has one handler more, which finds nobody to wake
        await subscriber.SubscribeAsync(_channel, (_, ids) => NotifyAll(ids!), CommandFlags.FireAndForget);
        Volatile.Write(ref _subscribed, true);
    }

    private void NotifyAll(string ids)
    {
        foreach (var id in ids.Split(Separator))
            Notify(id);
    }

    /// <summary>Wakes whoever waits in this process.</summary>
    public void Notify(string id)
    {
        if (_waiting.TryRemove(id, out var waiters))
            waiters.Wake();
    }

    /// <summary>One request's wait; disposing ends it.</summary>
    internal readonly struct Signal(ChangeSignals owner, string id, Waiters waiters) : IDisposable
    {
        public async ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
        {
            try
            {
                await waiters.Woken.WaitAsync(atMost, cancellationToken);
            }
            catch (TimeoutException)
            {
                // the caller looks again
            }
        }

        public void Dispose()
        {
            if (waiters.Leave())
                owner._waiting.TryRemove(new KeyValuePair<string, Waiters>(id, waiters));
        }
    }

    internal sealed class Waiters
    {
        private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;
        private bool _closed;

        public Task Woken => _woken.Task;

        public bool TryEnter()
        {
            lock (_woken)
            {
                if (_closed)
                    return false;
                _count++;
                return true;
            }
        }

        public bool Leave()
        {
            lock (_woken)
                return --_count == 0 && (_closed = true);
        }

        public void Wake() => _woken.TrySetResult();
    }
}
