using X402.Evm.Transactions;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>Signs transactions into the form that is journalled.</summary>
internal sealed class VariantSigner(IRelayerSigner signer, TimeProvider time)
{
    public async ValueTask<SignedVariant> SignAsync(Eip1559Transaction transaction, CancellationToken cancellationToken)
    {
        var signed = await signer.SignAsync(transaction, cancellationToken);
        return new(signed.Hash.ToString(), signed.Raw, transaction.Fees.MaxFeePerGas, transaction.Fees.MaxPriorityFeePerGas, time.GetUtcNow());
    }
}
