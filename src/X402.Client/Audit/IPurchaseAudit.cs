namespace X402.Client;

/// <summary>Keeps an append-only record of every decision about money (SG-44). The default writes structured log entries.</summary>
/// <remarks>
/// Failure: when a decision to sign cannot be recorded, nothing is signed; later entries cannot undo what happened, and their failures
/// are logged. Thread safety: called concurrently.
/// </remarks>
public interface IPurchaseAudit
{
    /// <summary>Records one entry.</summary>
    ValueTask RecordAsync(PurchaseAuditEntry entry, CancellationToken cancellationToken);
}
