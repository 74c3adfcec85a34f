using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;

namespace X402.Hosting.Local.Proxies;

/// <summary>A public port, whose connections go to one of several processes.</summary>
/// <remarks>
/// A backend is chosen at random for each connection; one that refuses is passed over. While there is none that accepts,
/// the connection waits: whoever starts before its dependency is slow, not broken. Bytes are passed on as they come.
/// </remarks>
internal sealed class TcpProxy : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMilliseconds(500);
    private const int Backlog = 512;

    private readonly List<Socket> _listeners;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private volatile int[] _backends = [];
    private TaskCompletionSource _changed = NewSignal();

    private TcpProxy(int port, List<Socket> listeners)
    {
        Port = port;
        _listeners = listeners;
        foreach (var listener in listeners)
            _ = AcceptAsync(listener);
    }

    /// <summary>The public port.</summary>
    public int Port { get; }

    /// <summary>Listens on localhost, that is on 127.0.0.1 and, where there is IPv6, on ::1.</summary>
    /// <param name="port">The port; none: any.</param>
    /// <param name="owner">Whose port it is; for the error message.</param>
    /// <exception cref="DistributedApplicationException">The port is in use.</exception>
    public static TcpProxy Listen(int? port, string owner)
    {
        var chosen = port ?? PortAllocator.Next();
        var listeners = new List<Socket>();
        try
        {
            listeners.Add(Listen(IPAddress.Loopback, chosen));
            if (Socket.OSSupportsIPv6)
                listeners.Add(Listen(IPAddress.IPv6Loopback, chosen));
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported && listeners.Count == 1)
        {
            // IPv6 is switched off
        }
        catch (SocketException exception)
        {
            foreach (var listener in listeners)
                listener.Dispose();
            throw new DistributedApplicationException(
                $"Port {chosen}, which '{owner}' needs, cannot be used ({exception.Message}). Is another copy of the application running?", exception);
        }

        return new TcpProxy(chosen, listeners);
    }

    public void AddBackend(int port) => Change(backends => [.. backends, port]);

    public void RemoveBackend(int port) => Change(backends => [.. backends.Where(other => other != port)]);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var listener in _listeners)
            listener.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Socket Listen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Change(Func<int[], int[]> change)
    {
        lock (_lock)
        {
            _backends = change(_backends);
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // closed
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using (client)
            using (var server = await ConnectAsync(client).ConfigureAwait(false))
            {
                if (server is null)
                    return;

                client.NoDelay = true;
                server.NoDelay = true;
                await Task.WhenAll(PassAsync(client, server), PassAsync(server, client)).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // one of the two has gone; the other notices when both sockets are closed
        }
    }

    private async Task<Socket?> ConnectAsync(Socket client)
    {
        for (var retry = FirstRetry; !HasGone(client); retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry)
        {
            Task changed;
            int[] backends;
            lock (_lock)
            {
                changed = _changed.Task;
                backends = [.. _backends];
            }

            Random.Shared.Shuffle(backends);
            foreach (var port in backends)
            {
                if (await TryConnectAsync(port).ConfigureAwait(false) is { } server)
                    return server;
            }

            await Task.WhenAny(changed, Task.Delay(retry, _stopping.Token)).ConfigureAwait(false);
            _stopping.Token.ThrowIfCancellationRequested();
        }

        return null;
    }

    private async Task<Socket?> TryConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, _stopping.Token).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether a client that waits has given up.</summary>
    private static bool HasGone(Socket client) => client.Poll(0, SelectMode.SelectRead) && client.Available == 0;

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, _stopping.Token).ConfigureAwait(false)) > 0)
            {
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, _stopping.Token).ConfigureAwait(false);
            }

            // the other direction may go on
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // broken, not finished: both ends must notice, and the other direction must not wait for ever
            from.Close(timeout: 0);
            to.Close(timeout: 0);
            throw;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
