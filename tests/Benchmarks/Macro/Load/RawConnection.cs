using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Benchmarks.Macro.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends requests made before and understands just enough of the answers. It shares the machine with what it
/// measures, so it must cost as little as possible.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[16 * 1024];
    private int _length;

    public static async Task<RawConnection> OpenAsync(Uri target, CancellationToken cancellationToken)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, target.Port, cancellationToken);
        return connection;
    }

    public async ValueTask<RawAnswer> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        while (!request.IsEmpty)
            request = request[await _socket.SendAsync(request, cancellationToken)..];
        _length = 0;
        int head;
        while ((head = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
            await ReadMoreAsync(cancellationToken);
        var body = head + 4;
        int end;
        while ((end = EndOfBody(_buffer.AsSpan(0, _length), head)) < 0)
            await ReadMoreAsync(cancellationToken);
        return new(StatusOf(_buffer), _buffer.AsMemory(0, head), _buffer.AsMemory(body, end - body));
    }

    public void Dispose() => _socket.Dispose();

    // where the body ends, or -1 while it is not complete
    private static int EndOfBody(ReadOnlySpan<byte> answer, int head)
    {
        var headers = answer[..(head + 2)];
        if (TryFindLength(headers, out var length))
            return answer.Length >= head + 4 + length ? head + 4 + length : -1;
        return headers.IndexOf("chunked"u8) < 0 ? head + 4
            : answer.EndsWith("\r\n0\r\n\r\n"u8) || answer[(head + 4)..].SequenceEqual("0\r\n\r\n"u8) ? answer.Length
            : -1;
    }

    private static bool TryFindLength(ReadOnlySpan<byte> headers, out int length)
    {
        length = 0;
        var at = headers.IndexOf("ontent-Length:"u8);
        if (at < 0)
            at = headers.IndexOf("ontent-length:"u8);
        return at >= 0 && Utf8Parser.TryParse(headers[(at + "ontent-Length:".Length)..].TrimStart((byte)' '), out length, out _);
    }

    private static int StatusOf(ReadOnlySpan<byte> answer) => Utf8Parser.TryParse(answer.Slice("HTTP/1.1 ".Length, 3), out int status, out _) ? status : 0;

    private async ValueTask ReadMoreAsync(CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_length), cancellationToken);
        _length += read > 0 ? read : throw new IOException("The server closed the connection.");
    }
}
