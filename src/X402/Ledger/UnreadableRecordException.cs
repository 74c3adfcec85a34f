namespace X402.Ledger;

/// <summary>
/// One stored record cannot be read: it is damaged, or of another version of this platform. Nothing may be assumed of what it is about; the store
/// itself answers, so that this is no reason to stop or to wait for anything else. Lists leave such records out and name them in the log.
/// </summary>
public sealed class UnreadableRecordException : LedgerUnavailableException
{
    /// <summary>Creates the exception.</summary>
    public UnreadableRecordException() : this("of a payment") { }

    /// <summary>Creates the exception.</summary>
    /// <param name="record">What cannot be read, for people: the kind of record and its identity.</param>
    public UnreadableRecordException(string record) : this(record, null) { }

    /// <summary>Creates the exception.</summary>
    /// <param name="record">What cannot be read, for people: the kind of record and its identity.</param>
    /// <param name="innerException">What is wrong with it.</param>
    public UnreadableRecordException(string record, Exception? innerException) : base($"The record {record} cannot be read.", innerException) => Record = record;

    /// <summary>What cannot be read, for people: the kind of record and its identity.</summary>
    public string Record { get; }
}
