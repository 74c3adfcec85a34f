using System.Buffers;

namespace X402.AspNetCore.Gate.Withholding;

/// <summary>
/// Keeps what a handler writes: in memory up to a limit, then in a temporary file that only this user can read and that is deleted when
/// it is closed. Beyond the total limit writing fails and <see cref="IsTooLarge"/> says so, whatever the handler makes of the failure.
/// </summary>
internal sealed class SpillingBuffer(int memoryLimit, long totalLimit) : Stream
{
    private const int FirstRent = 4096;

    private byte[] _memory = [];
    private int _inMemory;
    private FileStream? _file;
    private bool _sealed;

    /// <summary>Whether the handler wrote more than can be withheld.</summary>
    public bool IsTooLarge { get; private set; }

    public override long Length => _inMemory + (_file?.Length ?? 0);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_sealed;

    public override long Position { get => Length; set => throw new NotSupportedException(); }

    /// <summary>No more writes: what is there now is what is sold.</summary>
    public void Seal() => _sealed = true;

    /// <summary>A copy for the ledger.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ToMemoryAsync(CancellationToken cancellationToken)
    {
        var copy = new byte[Length];
        _memory.AsSpan(0, _inMemory).CopyTo(copy);
        if (_file is not null)
        {
            await _file.FlushAsync(cancellationToken);
            _file.Position = 0;
            await _file.ReadExactlyAsync(copy.AsMemory(_inMemory), cancellationToken);
        }
        return copy;
    }

    /// <summary>Writes everything to its destination.</summary>
    public async Task DeliverAsync(Stream destination, CancellationToken cancellationToken)
    {
        if (_inMemory > 0)
            await destination.WriteAsync(_memory.AsMemory(0, _inMemory), cancellationToken);
        if (_file is not null)
        {
            await _file.FlushAsync(cancellationToken);
            _file.Position = 0;
            await _file.CopyToAsync(destination, cancellationToken);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var fits = Keep(buffer);
        if (fits < buffer.Length)
            File().Write(buffer[fits..]);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var fits = Keep(buffer.Span);
        if (fits < buffer.Length)
            await File().WriteAsync(buffer[fits..], cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sealed = true;
            if (_memory.Length > 0)
                ArrayPool<byte>.Shared.Return(_memory);
            _memory = [];
            _inMemory = 0;
            _file?.Dispose();
            _file = null;
        }
        base.Dispose(disposing);
    }

    // how many bytes went into memory; the rest belongs into the file, so that order is kept
    private int Keep(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_sealed, this);
        if (IsTooLarge || Length + buffer.Length > totalLimit)
        {
            IsTooLarge = true;
            throw new ResponseTooLargeException(totalLimit);
        }
        if (_file is not null)
            return 0;
        var count = Math.Min(buffer.Length, memoryLimit - _inMemory);
        Grow(_inMemory + count);
        buffer[..count].CopyTo(_memory.AsSpan(_inMemory));
        _inMemory += count;
        return count;
    }

    private void Grow(int needed)
    {
        if (needed <= _memory.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(memoryLimit, Math.Max(Math.Max(FirstRent, _memory.Length * 2), needed)));
        _memory.AsSpan(0, _inMemory).CopyTo(larger);
        if (_memory.Length > 0)
            ArrayPool<byte>.Shared.Return(_memory);
        _memory = larger;
    }

    private FileStream File()
    {
        if (_file is not null)
            return _file;
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return _file = new FileStream(Path.Combine(Path.GetTempPath(), $"x402-{Path.GetRandomFileName()}"), options);
    }
}
