using X402.Evm.Rpc;

namespace X402.Evm.Settlement;

/// <summary>What one look at the chain says about transactions: in a block, in none, or, where it says neither, nothing.</summary>
internal sealed class ReceiptLook(IEvmRpc rpc)
{
    private readonly Dictionary<TrackedTransaction, TransactionReceipt> _found = [];
    private readonly HashSet<TrackedTransaction> _missing = [];

    /// <summary>Those that are in a block.</summary>
    public IReadOnlyDictionary<TrackedTransaction, TransactionReceipt> Found => _found;

    /// <summary>Whether a node says of every variant that it is in no block. An error says nothing of the kind.</summary>
    public bool IsMissing(TrackedTransaction tracked) => _missing.Contains(tracked);

    public bool IsFound(TrackedTransaction tracked) => _found.ContainsKey(tracked);

    /// <summary>Does as if a receipt had not been told.</summary>
    public void Doubt(TrackedTransaction tracked) => _found.Remove(tracked);

    /// <summary>Asks for the receipts of transactions, and for something besides in the same round trip where that works.</summary>
    public async Task ReadAsync(TrackedTransaction[] due, EvmRpcCall? besides, CancellationToken cancellationToken)
    {
        var questions = Array.ConvertAll(due, static tracked => tracked.Transaction.Variants.Select(static variant => EvmRpcCalls.Receipt(Hash32.Parse(variant.Hash))).ToArray());
        EvmRpcCall[] calls = [.. questions.SelectMany(static calls => calls)];
        await rpc.SendApartAsync(besides is null ? calls : [.. calls, besides], cancellationToken);
        for (var i = 0; i < due.Length; i++)
        {
            if (TrackedTransaction.MinedOf(questions[i]) is { } receipt)
                _found.Add(due[i], receipt);
            else if (Array.TrueForAll(questions[i], static call => call is { IsCompleted: true, Error: null }))
                _missing.Add(due[i]);
            else
                _missing.Remove(due[i]);
        }
    }
}
