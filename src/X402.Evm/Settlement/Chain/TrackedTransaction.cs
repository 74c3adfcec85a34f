using X402.Evm.Rpc;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>A relayer's transaction on its way to finality, with the settlements it carries. Only the watcher changes it.</summary>
internal sealed class TrackedTransaction(RelayerTransaction transaction, IReadOnlyList<SettlementItem> items)
{
    public RelayerTransaction Transaction { get; set; } = transaction;

    public IReadOnlyList<SettlementItem> Items { get; } = items;

    /// <summary>The relayer whose lease this process holds; <see langword="null"/>: watch and send again, but sign nothing.</summary>
    public Relayer? Owner { get; set; }

    /// <summary>Whether the receipt has to be asked for even when there is no new block.</summary>
    public bool LookAgain { get; set; } = true;

    /// <summary>Whether a node has it.</summary>
    public bool WasSent { get; set; }

    public DateTimeOffset SentAt { get; set; }

    public DateTimeOffset EvidenceAt { get; set; }

    /// <summary>The block in which it was found, while the chain still shows it there.</summary>
    public Hash32? MinedIn { get; set; }

    public SignedVariant Latest => Transaction.Variants[^1];

    /// <summary>Tells the relayer, once, that there is room for another transaction.</summary>
    public void ReleaseSlot() => Interlocked.Exchange(ref _slot, null)?.Invoke();

    public void HoldSlot(Action release) => _slot = release;

    private Action? _slot;

    /// <summary>The mined receipt among those of all variants.</summary>
    public static TransactionReceipt? MinedOf(IEnumerable<EvmRpcCall<TransactionReceipt?>> receipts)
    {
        foreach (var call in receipts)
        {
            if (call.Error is null && call.Result is { } receipt)
                return receipt;
        }
        return null;
    }
}
