using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace X402.TestSupport.Network;

/// <summary>
/// A TCP connection between two programs that can be broken and healed. With several targets it is their load balancer as well: connections
/// take turns, and a target that does not listen is passed over.
/// </summary>
public sealed class TcpLink : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<Uri> _targets;
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private readonly Lock _gate = new();
    private TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LinkFault _fault;
    private TimeSpan _delay;
    private int _turn;

    /// <summary>Opens a link.</summary>
    /// <param name="targets">Where it leads: addresses of 127.0.0.1.</param>
    public TcpLink(params IReadOnlyList<Uri> targets)
    {
        _targets = targets;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where the link begins.</summary>
    public Uri Url { get; }

    /// <summary>Breaks it.</summary>
    /// <param name="fault">How.</param>
    /// <param name="delay">How late things arrive, where that is the fault.</param>
    public void Break(LinkFault fault, TimeSpan delay = default)
    {
        (_delay, _fault) = (delay, fault);
        if (fault == LinkFault.Refuse)
            CloseAll();
        if (fault != LinkFault.Hang)
            Wake();
    }

    /// <summary>Makes it work again.</summary>
    public void Heal()
    {
        _fault = LinkFault.None;
        Wake();
    }

    /// <summary>Breaks all open connections, so that new ones are shared out among the targets anew.</summary>
    public void Shuffle() => CloseAll();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Heal();
        CloseAll();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptSocketAsync(_stopping.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the link is taken down
        }
    }

    private async Task CarryAsync(Socket near)
    {
        Socket? far = null;
        try
        {
            _open[near] = true;
            if (_fault == LinkFault.Refuse || (far = await ConnectAsync()) is null)
                return;
            _open[far] = true;
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAny(PumpAsync(near, far, isAnswer: false), PumpAsync(far, near, isAnswer: true));
        }
        finally
        {
            Close(near);
            if (far is not null)
                Close(far);
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        var first = Interlocked.Increment(ref _turn);
        for (var attempt = 0; attempt < _targets.Count; attempt++)
        {
            var target = _targets[(int)((uint)(first + attempt) % (uint)_targets.Count)];
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, target.Port, _stopping.Token);
                return socket;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }
        return null;
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None, _stopping.Token) is > 0 and var length)
            {
                if (isAnswer && _fault == LinkFault.LoseAnswers)
                    return;
                if (_fault == LinkFault.Delay)
                    await Task.Delay(_delay, _stopping.Token);
                while (_fault == LinkFault.Hang)
                    await HealedAsync();
                for (var sent = 0; sent < length;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), SocketFlags.None, _stopping.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // one of the two is gone, and the other is told
        }
    }

    private Task HealedAsync()
    {
        lock (_gate)
            return _fault == LinkFault.Hang ? _healed.Task : Task.CompletedTask;
    }

    private void Wake()
    {
        lock (_gate)
        {
            _healed.TrySetResult();
            _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void CloseAll()
    {
        foreach (var socket in _open.Keys)
            Close(socket);
    }

    // with a reset, as a dead machine or an angry firewall does it
    private void Close(Socket socket)
    {
        if (!_open.TryRemove(socket, out _))
            return;
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}
