using System.Collections.Concurrent;
using X402.Client;

namespace X402.Campaign.Chaos;

/// <summary>A buyer's decisions about money; it survives the buyer's crashes, because the campaign keeps it.</summary>
internal sealed class AuditTrail : IPurchaseAudit
{
    private readonly ConcurrentQueue<PurchaseAuditEntry> _entries = new();

    public IReadOnlyCollection<PurchaseAuditEntry> Entries => _entries;

    public ValueTask RecordAsync(PurchaseAuditEntry entry, CancellationToken cancellationToken)
    {
        _entries.Enqueue(entry);
        return ValueTask.CompletedTask;
    }
}
