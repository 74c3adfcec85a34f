using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using X402.Ledger;
using X402.Purchases;

namespace X402.Client;

/// <summary>
/// A journal in a file, for one process at a time: a payment is on disk before it is sent, so that the same purchase is repeated with the
/// same payment even after a crash or a power failure.
/// </summary>
/// <remarks>
/// <para>
/// Format: one JSON object per line, appended and flushed to the disk. Finished purchases are dropped when the file is opened, and from
/// time to time. Only the owner can read the file, because it holds signed payments.
/// </para>
/// <para>
/// Failure: a write that fails throws <see cref="LedgerUnavailableException"/>, so that nothing is paid, and the next one begins where the
/// file was whole; an incomplete last line (a crash while writing) is dropped, since its payment was never sent; any other damage is
/// refused at opening. Thread safety: all members may be called concurrently.
/// </para>
/// </remarks>
public sealed class FilePurchaseJournal : IPurchaseJournal, IDisposable
{
    private const int RewriteAfterChanges = 4096;

    private readonly string _path;
    private readonly FileStream _lock;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly InMemoryPurchaseJournal _memory = new();
    private readonly Dictionary<string, PurchaseRecord> _kept;
    private readonly ILogger _logger;
    private FileStream _file;
    private long _end;
    private int _changes;

    /// <summary>Opens or creates a journal.</summary>
    /// <param name="path">The file; its directory is created. A lock file is put beside it.</param>
    /// <param name="logger">Told when a line had to be dropped.</param>
    /// <exception cref="IOException">Another process uses the journal, or it cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or no journal.</exception>
    public FilePurchaseJournal(string path, ILogger<FilePurchaseJournal>? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        _logger = logger ?? NullLogger<FilePurchaseJournal>.Instance;
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        try
        {
            _lock = Open(_path + ".lock", FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The purchase journal {_path} is in use by another process. Give every process a journal of its own, or share one in Redis.", e);
        }
        try
        {
            _kept = JournalReader.Read(_path, _logger);
            foreach (var finished in _kept.Values.Where(purchase => !InMemoryPurchaseJournal.IsKept(purchase)).ToArray())
                _kept.Remove(finished.Id);
            WriteKept();
            File.Move(Temporary, _path, overwrite: true);
            _file = OpenEnd();
            foreach (var purchase in _kept.Values.OrderBy(purchase => purchase.CreatedAt))
                _memory.Restore(purchase);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    private string Temporary => _path + ".new";

    /// <inheritdoc/>
    public ValueTask<PurchaseRecord?> ClaimAsync(string key, CancellationToken cancellationToken) => _memory.ClaimAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PurchaseRecord>> ListOpenAsync(int limit, CancellationToken cancellationToken) => _memory.ListOpenAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> AddAsync(PurchaseRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!await _memory.AddAsync(record, cancellationToken))
            return false;
        try
        {
            await WriteAsync(StoredPurchase.Whole(record), record, cancellationToken);
            return true;
        }
        catch
        {
            await _memory.ReleaseAsync(record with { State = PurchaseState.Void }, CancellationToken.None);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(PurchaseRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        try
        {
            await WriteAsync(StoredPurchase.Change(record), record, CancellationToken.None);
        }
        finally
        {
            await _memory.ReleaseAsync(record, CancellationToken.None);
        }
    }

    /// <summary>Closes the file; another process may open it then.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
        _writing.Dispose();
    }

    private async ValueTask WriteAsync(StoredPurchase line, PurchaseRecord record, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Append(line);
            if (InMemoryPurchaseJournal.IsKept(record))
                _kept[record.Id] = record;
            else
                _kept.Remove(record.Id);
            if (++_changes >= RewriteAfterChanges)
                Compact();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerUnavailableException($"The purchase journal {_path} cannot be written: {e.Message}", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Append(StoredPurchase line)
    {
        // the file was out of reach after it had been made smaller
        if (!_file.CanWrite)
            _file = OpenEnd();
        // what a write left behind that failed
        if (_file.Length != _end)
            _file.SetLength(_end);
        _file.Position = _end;
        Write(_file, line);
        _file.Flush(flushToDisk: true);
        _end = _file.Position;
    }

    /// <summary>Drops finished purchases from the file. What was just written is safe already, so it does not fail with this, which is tried again later.</summary>
    private void Compact()
    {
        _changes = 0;
        try
        {
            WriteKept();
            // Windows does not replace an open file
            _file.Dispose();
            try
            {
                File.Move(Temporary, _path, overwrite: true);
            }
            finally
            {
                _file = OpenEnd();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.JournalNotCompacted(_logger, _path, e);
        }
    }

    /// <summary>Writes the purchases that still matter into a new file, which can take the place of the old one in one step.</summary>
    private void WriteKept()
    {
        using var file = Open(Temporary, FileMode.Create, FileShare.Read);
        foreach (var purchase in _kept.Values)
            Write(file, StoredPurchase.Whole(purchase));
        file.Flush(flushToDisk: true);
    }

    private FileStream OpenEnd()
    {
        var file = Open(_path, FileMode.Open, FileShare.Read);
        _end = file.Length;
        return file;
    }

    private static void Write(FileStream file, StoredPurchase line)
    {
        byte[] bytes = [.. line.ToJson(), (byte)'\n'];
        file.Write(bytes);
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        // no buffer: what could not be written must not be written later
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
