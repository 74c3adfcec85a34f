using System.Diagnostics.CodeAnalysis;
using X402.Networks;

namespace X402.Assets;

/// <summary>The assets a process knows: <see cref="KnownAssets"/> and those the application adds. Immutable and thread-safe.</summary>
public sealed class AssetRegistry
{
    private readonly AssetInfo[] _assets;

    /// <summary>Creates a registry; assets named first are preferred, so that additions can replace a network's default asset.</summary>
    public AssetRegistry(params IEnumerable<AssetInfo> additions) => _assets = [.. additions, .. KnownAssets.All];

    /// <summary>The registry with nothing but <see cref="KnownAssets"/>.</summary>
    public static AssetRegistry Default { get; } = new();

    /// <summary>The asset in which a price without a ticker is charged.</summary>
    public bool TryGetDefault(NetworkId network, [NotNullWhen(true)] out AssetInfo? asset) =>
        (asset = Array.Find(_assets, known => known.Network == network)) is not null;

    /// <summary>The asset with a ticker (exact spelling, case-insensitive) on a network.</summary>
    public bool TryGetBySymbol(NetworkId network, string symbol, [NotNullWhen(true)] out AssetInfo? asset) =>
        (asset = Array.Find(_assets, known => known.Network == network && string.Equals(known.Symbol, symbol, StringComparison.OrdinalIgnoreCase))) is not null;

    /// <summary>The asset with a contract address. Hexadecimal addresses are compared without regard to case, that is, by bytes.</summary>
    public bool TryGetByAddress(NetworkId network, string address, [NotNullWhen(true)] out AssetInfo? asset) =>
        (asset = Array.Find(_assets, known => known.Network == network && string.Equals(known.Address, address, StringComparison.OrdinalIgnoreCase))) is not null;
}
