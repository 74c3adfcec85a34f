using X402.Evm.Abi;

namespace X402.Evm.Contracts;

/// <summary>Signatures of smart wallets that are not deployed yet (ERC-6492): the wallet's factory call comes with them.</summary>
public static class Erc6492
{
    /// <summary>What such a signature ends with.</summary>
    public static ReadOnlySpan<byte> Magic =>
    [
        0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92,
        0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92,
    ];

    /// <summary>Whether the bytes end with the magic value.</summary>
    public static bool IsWrapped(ReadOnlySpan<byte> signature) => signature.EndsWith(Magic);

    /// <summary>Takes such a signature apart.</summary>
    /// <returns>Whether it is one and well formed.</returns>
    public static bool TryUnwrap(ReadOnlySpan<byte> signature, out EvmAddress factory, out ReadOnlySpan<byte> factoryCall, out ReadOnlySpan<byte> inner)
    {
        factory = default;
        factoryCall = default;
        inner = default;
        if (!IsWrapped(signature))
            return false;
        var reader = new AbiReader(signature[..^Magic.Length]);
        return reader.TryGetAddress(0, out factory) && reader.TryGetBytes(1, out factoryCall) && reader.TryGetBytes(2, out inner);
    }
}
