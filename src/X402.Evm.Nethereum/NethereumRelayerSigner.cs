using System.Numerics;
using Nethereum.Model;
using Nethereum.Signer;
using X402.Evm.Settlement;
using X402.Evm.Transactions;
using SignedTransaction = X402.Evm.Transactions.SignedTransaction;

namespace X402.Evm.Nethereum;

/// <summary>Signs a relayer's transactions with an external signer of Nethereum, whose key never is in this process (SG-31).</summary>
/// <remarks><b>Thread safety:</b> as thread-safe as the external signer.</remarks>
public sealed class NethereumRelayerSigner : IRelayerSigner
{
    private readonly IEthExternalSigner _signer;

    private NethereumRelayerSigner(IEthExternalSigner signer, EvmAddress address) => (_signer, Address) = (signer, address);

    /// <inheritdoc/>
    public EvmAddress Address { get; }

    /// <summary>Asks the signer for its address.</summary>
    /// <exception cref="ArgumentException">The signer knows no transactions of type 2, the only ones that are sent.</exception>
    public static async Task<NethereumRelayerSigner> CreateAsync(IEthExternalSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        if (!signer.Supported1559)
            throw new ArgumentException("The signer does not support EIP-1559 transactions.", nameof(signer));
        return new(signer, EvmAddress.Parse(await signer.GetAddressAsync()));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The signer signed something else, or with another key.</exception>
    public async ValueTask<SignedTransaction> SignAsync(Eip1559Transaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var theirs = new Transaction1559(
            transaction.ChainId,
            transaction.Nonce,
            (BigInteger)transaction.Fees.MaxPriorityFeePerGas,
            (BigInteger)transaction.Fees.MaxFeePerGas,
            transaction.GasLimit,
            transaction.To?.ToString(),
            (BigInteger)transaction.Value,
            Hex.Encode(transaction.Data.Span),
            [.. transaction.AccessList.Select(static entry => new AccessListItem(entry.Address.ToString(), [.. entry.StorageKeys.Select(static key => key.ToArray())]))]);
        await _signer.SignAsync(theirs).WaitAsync(cancellationToken);
        try
        {
            var signed = transaction.WithSignature(ReadSignature(theirs.Signature));
            if (signed.From == Address)
                return signed;
        }
        catch (ArgumentException)
        {
            // told below: in either case it is not the signature that was asked for
        }
        throw new InvalidOperationException($"What the signer {Address} returned is not its canonical signature of the transaction.");
    }

    private static byte[] ReadSignature(ISignature signature)
    {
        var bytes = new byte[EvmSignature.Size];
        signature.R.AsSpan().CopyTo(bytes.AsSpan(32 - signature.R.Length));
        signature.S.AsSpan().CopyTo(bytes.AsSpan(64 - signature.S.Length));
        // the parity of type 2 transactions: nothing or 0, and 1; some signers say 27 and 28
        var v = signature.V is [.., var last] ? last : (byte)0;
        bytes[64] = v < 27 ? (byte)(v + 27) : v;
        return bytes;
    }
}
