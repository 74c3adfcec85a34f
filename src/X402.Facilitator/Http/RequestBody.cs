using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace X402.Facilitator;

/// <summary>A request body in a pooled buffer, at most <see cref="MaxBytes"/>.</summary>
internal readonly struct RequestBody : IDisposable
{
    /// <summary>The most bytes of a body.</summary>
    public const int MaxBytes = 64 * 1024;

    private readonly byte[]? _buffer;
    private readonly int _length;

    private RequestBody(byte[]? buffer, int length) => (_buffer, _length) = (buffer, length);

    public bool IsTooLarge => _buffer is null;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
            return default;
        // one byte more than allowed shows that there is more
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength ?? MaxBytes, MaxBytes) + 1);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
                length += read;
                if (length > MaxBytes)
                    return default;
                if (read == 0)
                    return new(Interlocked.Exchange(ref buffer!, null), length);
            }
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
    }
}
