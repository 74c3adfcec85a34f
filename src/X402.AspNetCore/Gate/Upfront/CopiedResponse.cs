using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using X402.AspNetCore.Gate.Withholding;
using X402.Ledger;

namespace X402.AspNetCore.Gate.Upfront;

/// <summary>Lets a response flow and keeps a copy of it up to a limit, so that it can be delivered again after a lost connection.</summary>
/// <remarks>Not thread-safe, as the response it stands for.</remarks>
internal sealed class CopiedResponse : IDisposable
{
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _body;
    private readonly StreamResponseBodyFeature _copied;
    private readonly Copy _copy;
    private readonly HeaderDictionary _serverHeaders = [];
    private readonly Action _addReceipt;
    private List<KeyValuePair<string, string>>? _headers;

    /// <summary>Takes its place in front of the response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">How many bytes are kept.</param>
    /// <param name="addReceipt">Adds the receipt and the rules for caches to the handler's headers. Called before the first byte goes to whatever stands
    /// between the gate and the server, a cache for example, and again when the answer starts: an error page may have taken the place of the first one.</param>
    public CopiedResponse(HttpContext context, int limit, Action addReceipt)
    {
        _context = context;
        _addReceipt = addReceipt;
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        foreach (var (name, value) in context.Response.Headers)
            _serverHeaders[name] = value;
        context.Response.OnStarting(() =>
        {
            Start(again: true);
            return Task.CompletedTask;
        });
        _copy = new Copy(_body.Stream, limit, () => Start());
        _copied = new StreamResponseBodyFeature(_copy, _body);
        context.Features.Set<IHttpResponseBodyFeature>(_copied);
    }

    /// <summary>Whether the copy is whole. A response that switches protocols or has trailers is not kept.</summary>
    public bool IsKept => _copy.Bytes is not null && _context.Response.StatusCode >= StatusCodes.Status200OK
        && _context.Features.Get<IHttpResponseTrailersFeature>() is null or { Trailers.Count: 0 };

    /// <summary>The handler is done: what it wrote last goes out.</summary>
    public Task CompleteAsync()
    {
        Start();
        return _copied.CompleteAsync();
    }

    /// <summary>The response for the ledger, or <see langword="null"/> where it is not kept.</summary>
    public StoredResponse? ToStored() => IsKept
        ? new(_context.Response.StatusCode, _headers!, _copy.Bytes!.WrittenMemory.ToArray())
        : null;

    public void Dispose()
    {
        _context.Features.Set(_body);
        _copied.Dispose();
    }

    private void Start(bool again = false)
    {
        if (_headers is not null && !again)
            return;
        // the handler's own: what others add on the way, an encoding for example, is theirs to add when the copy is delivered
        _headers ??= ResultHeaders.ToStored(_context.Response.Headers, _serverHeaders);
        _addReceipt();
    }

    private sealed class Copy(Stream inner, int limit, Action start) : Stream
    {
        public ArrayBufferWriter<byte>? Bytes { get; private set; } = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            start();
            Keep(buffer);
            inner.Write(buffer);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            start();
            Keep(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override void Flush()
        {
            start();
            inner.Flush();
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            start();
            return inner.FlushAsync(cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Keep(ReadOnlySpan<byte> bytes)
        {
            if (Bytes is null)
                return;
            if (Bytes.WrittenCount + bytes.Length > limit)
                Bytes = null;
            else
                Bytes.Write(bytes);
        }
    }
}
