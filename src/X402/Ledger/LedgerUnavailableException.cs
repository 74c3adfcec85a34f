namespace X402.Ledger;

/// <summary>The store behind the ledger, journal or budget cannot be reached or did not answer in time. Nothing may be assumed of the operation.</summary>
public class LedgerUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LedgerUnavailableException() : this("The payment store cannot be reached.") { }

    /// <summary>Creates the exception.</summary>
    public LedgerUnavailableException(string message) : base(message) { }

    /// <summary>Creates the exception.</summary>
    public LedgerUnavailableException(string message, Exception? innerException) : base(message, innerException) { }
}
