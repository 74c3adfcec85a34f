using X402.Assets;
using X402.Evm;
using X402.Money;
using X402.Networks;

namespace X402.Contracts;

/// <summary>What is where on a development chain: the same addresses on every one, known before anything is deployed.</summary>
public static class DevelopmentChain
{
    /// <summary>The chain id of a development chain unless somebody chooses another.</summary>
    public const ulong DefaultChainId = 31337;

    /// <summary>Base Sepolia's chain id: with it, and the token at that network's USDC address, clients of protocol version 1 pay unchanged.</summary>
    public const ulong BaseSepoliaChainId = 84532;

    /// <summary>The development dollar, except on a chain that poses as a public network (<see cref="TokenOf"/>).</summary>
    public const string TokenAddress = KnownAssets.DevelopmentDollarAddress;

    /// <summary>What each account of <see cref="FundedAccounts"/> starts with: 1,000 dollars, in atomic units.</summary>
    public static UInt256 StartingBalance { get; } = 1_000_000_000UL;

    /// <summary>
    /// The accounts of Anvil that get money: #2 (the client agent) to #9. Relayers (#0) and payees (#1) start without.
    /// </summary>
    public static IReadOnlyList<EvmAddress> FundedAccounts { get; } =
    [
        EvmAddress.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
        EvmAddress.Parse("0x90F79bf6EB2c4f870365E785982E1f101E93b906"),
        EvmAddress.Parse("0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65"),
        EvmAddress.Parse("0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"),
        EvmAddress.Parse("0x976EA74026E726554dB657fA54763abd0C3a0aa9"),
        EvmAddress.Parse("0x14dC79964da2C08b23698B3D3cc7Ca32193d9955"),
        EvmAddress.Parse("0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f"),
        EvmAddress.Parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"),
    ];

    /// <summary>
    /// The token of a development chain: the default asset of the network whose chain id it borrows, at that asset's
    /// address and with its EIP-712 domain, else the development dollar.
    /// </summary>
    /// <param name="chainId">The chain id, as in <c>eip155:{chainId}</c>.</param>
    public static AssetInfo TokenOf(ulong chainId)
    {
        var network = NetworkId.Evm(chainId);
        return AssetRegistry.Default.TryGetDefault(network, out var asset) && CanStandIn(asset)
            ? asset
            : new AssetInfo(network, TokenAddress, "xUSD", 6, "X402 Development Dollar", "1");
    }

    private static bool CanStandIn(AssetInfo asset) =>
        asset is { Decimals: 6, TransferMethod: AssetTransferMethod.Eip3009, Eip712Name: not null, Eip712Version: not null };
}
