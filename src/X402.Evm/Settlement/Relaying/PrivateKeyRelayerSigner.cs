using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using X402.Evm.Cryptography;
using X402.Evm.Transactions;

namespace X402.Evm.Settlement;

/// <summary>A relayer's key in the memory of this process. Thread-safe; disposing overwrites the key.</summary>
public sealed class PrivateKeyRelayerSigner : IRelayerSigner, IDisposable
{
    private readonly Secp256k1PrivateKey _key;

    private PrivateKeyRelayerSigner(Secp256k1PrivateKey key) => (_key, Address) = (key, new EvmAddress(key.Address));

    /// <inheritdoc/>
    public EvmAddress Address { get; }

    /// <summary>Reads a private key: 64 hexadecimal digits, with or without <c>0x</c>.</summary>
    public static bool TryCreate([NotNullWhen(true)] string? privateKey, [NotNullWhen(true)] out PrivateKeyRelayerSigner? signer)
    {
        signer = null;
        var digits = privateKey.AsSpan().Trim();
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        Span<byte> bytes = stackalloc byte[Secp256k1PrivateKey.KeySize];
        try
        {
            if (digits.Length != 2 * bytes.Length || Convert.FromHexString(digits, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
                return false;
            signer = new(new Secp256k1PrivateKey(bytes));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc/>
    public ValueTask<SignedTransaction> SignAsync(Eip1559Transaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return ValueTask.FromResult(transaction.Sign(_key));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
