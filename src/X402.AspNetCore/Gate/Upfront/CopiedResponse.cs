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

    public CopiedResponse(HttpContext context, int limit)
    {
        _context = context;
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        foreach (var (name, value) in context.Response.Headers)
            _serverHeaders[name] = value;
        _copy = new Copy(_body.Stream, limit);
        _copied = new StreamResponseBodyFeature(_copy, _body);
        context.Features.Set<IHttpResponseBodyFeature>(_copied);
    }

    /// <summary>Whether the copy is whole. A response that switches protocols or has trailers is not kept.</summary>
    public bool IsKept => _copy.Bytes is not null && _context.Response.StatusCode >= StatusCodes.Status200OK
        && _context.Features.Get<IHttpResponseTrailersFeature>() is null or { Trailers.Count: 0 };

    /// <summary>The handler is done: what it wrote last goes out.</summary>
    public Task CompleteAsync() => _copied.CompleteAsync();

    /// <summary>The response for the ledger, or <see langword="null"/> where it is not kept.</summary>
    public StoredResponse? ToStored() => IsKept
        ? new(_context.Response.StatusCode, ResultHeaders.ToStored(_context.Response.Headers, _serverHeaders), _copy.Bytes!.WrittenMemory.ToArray())
        : null;

    public void Dispose()
    {
        _context.Features.Set(_body);
        _copied.Dispose();
    }

    private sealed class Copy(Stream inner, int limit) : Stream
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
            Keep(buffer);
            inner.Write(buffer);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Keep(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

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
