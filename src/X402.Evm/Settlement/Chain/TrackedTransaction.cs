using X402.Evm.Rpc;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>A relayer's transaction on its way to finality, with the settlements it carries. Only the watcher changes it.</summary>
internal sealed class TrackedTransaction(RelayerTransaction transaction, IReadOnlyList<SettlementItem> items)
{
    public RelayerTransaction Transaction { get; set; } = transaction;

    /// <summary>The settlements that it decides: not those which the journal has with other terms by now.</summary>
    public IReadOnlyList<SettlementItem> Items => items.Any(static item => item.IsSuperseded) ? [.. items.Where(static item => !item.IsSuperseded)] : items;

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

    /// <summary>The number of that block.</summary>
    public ulong MinedAt { get; set; }

    /// <summary>How long it is left alone when nothing could be found out about it or its settlements.</summary>
    public Patience Patience { get; } = new();

    public SignedVariant Latest => Transaction.Variants[^1];

    /// <summary>Tells the relayer, once, that there is room for another transaction.</summary>
    public void ReleaseSlot() => Interlocked.Exchange(ref _slot, null)?.Invoke();

    /// <summary>Adds to what happens when the room is there.</summary>
    public void HoldSlot(Action release) => _slot += release;

    private Action? _slot;

    /// <summary>The mined receipt among those of all variants.</summary>
    public static TransactionReceipt? MinedOf(IEnumerable<EvmRpcCall<TransactionReceipt?>> receipts)
    {
        foreach (var call in receipts)
        {
            if (call is { IsCompleted: true, Error: null } && call.Result is { } receipt)
                return receipt;
        }
        return null;
    }
}
