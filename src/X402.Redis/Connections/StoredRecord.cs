using X402.Ledger;

namespace X402.Redis.Connections;

/// <summary>Reading of stored forms, which may be damaged in any way.</summary>
internal static class StoredRecord
{
    /// <param name="record">What is read, for people.</param>
    /// <param name="read">Reads it from what is at hand; <see langword="null"/> where that cannot be it.</param>
    /// <exception cref="UnreadableRecordException">It cannot be read.</exception>
    public static T Read<T>(string record, Func<T?> read) where T : class
    {
        try
        {
            return read() ?? throw new UnreadableRecordException(record);
        }
        // nothing is asked here that could be out of reach: whatever fails is the record
        catch (Exception exception) when (exception is not UnreadableRecordException)
        {
            throw new UnreadableRecordException(record, exception);
        }
    }
}
