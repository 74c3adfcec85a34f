namespace X402.Evm.Cryptography;

/// <summary>
/// Keccak-256, the hash of Ethereum: the Keccak submission with its original padding byte <c>0x01</c>,
/// which is not the later standard SHA3-256 (padding <c>0x06</c>).
/// </summary>
/// <remarks><b>Thread safety:</b> all members are safe to call from any thread. Nothing is allocated.</remarks>
public static class Keccak256
{
    /// <summary>Length of a hash, in bytes.</summary>
    public const int HashSize = 32;

    /// <summary>Hashes <paramref name="data"/> into the first 32 bytes of <paramref name="destination"/>.</summary>
    /// <param name="data">The message; any length, also empty.</param>
    /// <param name="destination">Receives the hash; at least <see cref="HashSize"/> bytes. May overlap <paramref name="data"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        var hasher = new Keccak256Hasher();
        hasher.Append(data);
        hasher.Finish(destination);
    }
}
