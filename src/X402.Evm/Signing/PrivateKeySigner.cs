using System.Security.Cryptography;
using X402.Evm.Cryptography;
using X402.Evm.TypedData;

namespace X402.Evm;

/// <summary>Signs with a key in this process. The key is overwritten on <see cref="Dispose"/> and never printed.</summary>
/// <param name="key">The key; owned from now on.</param>
public sealed class PrivateKeySigner(Secp256k1PrivateKey key) : IEvmSigner, IDisposable
{
    /// <inheritdoc/>
    public EvmAddress Address { get; } = new(key.Address);

    /// <summary>Takes a key as configuration holds it.</summary>
    /// <param name="hex">32 bytes of hexadecimal digits, with or without <c>0x</c>.</param>
    /// <exception cref="FormatException">The text is no private key. The message does not contain it.</exception>
    public static PrivateKeySigner FromHex(ReadOnlySpan<char> hex)
    {
        Span<byte> bytes = stackalloc byte[Secp256k1PrivateKey.KeySize];
        try
        {
            var digits = hex.StartsWith("0x") ? hex[2..] : hex;
            if (digits.Length != 2 * bytes.Length || Convert.FromHexString(digits, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
                throw new FormatException("A private key is 32 bytes of hexadecimal digits, optionally after 0x.");
            return new(new Secp256k1PrivateKey(bytes));
        }
        catch (ArgumentException exception)
        {
            throw new FormatException("The private key is 0 or not below the order of the curve.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(Eip712Domain domain, IEip712Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(message);
        Span<byte> digest = stackalloc byte[Hash32.Size];
        domain.Digest(message.HashStruct()).CopyTo(digest);
        var signature = new byte[EvmSignature.Size];
        key.Sign(digest, signature);
        return ValueTask.FromResult(signature);
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    /// <summary>Says which account this is. Never the key.</summary>
    public override string ToString() => Address.ToString();
}
