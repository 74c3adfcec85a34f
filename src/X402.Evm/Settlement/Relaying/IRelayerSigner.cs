using X402.Evm.Transactions;

namespace X402.Evm.Settlement;

/// <summary>Signs a relayer's transactions: with a key in this process, or with one that never leaves a vault or a hardware module (SG-31). Thread-safe.</summary>
public interface IRelayerSigner
{
    /// <summary>The account that sends.</summary>
    EvmAddress Address { get; }

    /// <summary>Signs; the same transaction may get different bytes each time.</summary>
    ValueTask<SignedTransaction> SignAsync(Eip1559Transaction transaction, CancellationToken cancellationToken);
}
