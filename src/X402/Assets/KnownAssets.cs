using X402.Networks;

namespace X402.Assets;

/// <summary>
/// The tokens that are known by default (digest section 7.2). The first one of a network is its default asset,
/// in which a price such as <c>$0.01</c> is charged.
/// </summary>
public static class KnownAssets
{
    /// <summary>The address of the development dollar on a local chain (<c>eip155:31337</c>).</summary>
    public const string DevelopmentDollarAddress = "0x4020dE5000000000000000000000000000000001";

    /// <summary>All of them, in order of preference per network.</summary>
    public static IReadOnlyList<AssetInfo> All { get; } =
    [
        Eip3009(8453, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USDC", "USD Coin", "2"),
        Eip3009(84532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC", "USDC", "2"),
        Eip3009(1, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USDC", "USD Coin", "2"),
        Eip3009(137, "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USDC", "USD Coin", "2"),
        Eip3009(42161, "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USDC", "USD Coin", "2"),
        Eip3009(421614, "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d", "USDC", "USD Coin", "2"),
        Eip3009(43114, "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USDC", "USD Coin", "2"),
        Eip3009(43113, "0x5425890298aed601595a70AB815c96711a31Bc65", "USDC", "USD Coin", "2"),
        Eip3009(80002, "0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582", "USDC", "USDC", "2"),
        Eip3009(143, "0x754704Bc059F8C67012fEd69BC8A327a5aafb603", "USDC", "USDC", "2"),
        Eip3009(1329, "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392", "USDC", "USDC", "2"),
        Eip3009(1328, "0x4fCF1784B31630811181f670Aea7A7bEF803eaED", "USDC", "USDC", "2"),
        Eip3009(42220, "0xcebA9300f2b948710d2653dD7B07f33A8B32118C", "USDC", "USDC", "2"),
        Eip3009(42220, "0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e", "USDT", "Tether USD", "1"),
        Eip3009(42220, "0xD2ab3C9A02DBBAB236BfEC45D1d755DF4267F771", "USAT", "Tether America USD", "1"),
        Eip3009(11142220, "0x01C5C0122039549AD1493B8220cABEdD739BC44E", "USDC", "USDC", "2"),
        Eip3009(50, "0xfA2958CB79b0491CC627c1557F441eF849Ca8eb1", "USDC", "USDC", "2"),
        Eip3009(51, "0xb5AB69F7bBada22B28e79C8FFAECe55eF1c771D4", "USDC", "USDC", "2"),
        Eip3009(988, "0x779Ded0c9e1022225f8E0630b35a9b54bE713736", "USDT0", "USDT0", "1"),
        Eip3009(2201, "0x78Cf24370174180738C5B8E352B6D14c83a6c9A9", "USDT0", "USDT0", "1"),
        Eip3009(14, "0xe7cd86e13AC4309349F30B3435a9d337750fC82D", "USDT0", "USD\u20AE0", "1"),
        Eip3009(36900, "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2", "USDC.e", "USDC.e", "2"),
        Eip3009(190415, "0x401eCb1D350407f13ba348573E5630B83638E30D", "USDC.e", "Bridged USDC", "2"),
        Eip3009(181228, "0x401eCb1D350407f13ba348573E5630B83638E30D", "USDC.e", "Bridged USDC", "2"),
        Eip3009(4689, "0xcDf79194C6C285077A58da47641D4dBe51F63542", "USDC.e", "Bridged USDC", "2"),
        Eip3009(3338, "0xbbA60da06c2c5424f03f7434542280FCAd453d10", "USDC", "USDC", "2"),
        Eip3009(2741, "0x84A71ccD554Cc1b02749b35d22F684CC8ec987e1", "USDC.e", "Bridged USDC", "2"),
        Eip3009(11124, "0xe4C7fBB0a626ed208021ccabA6Be1566905E2dFc", "USDC.e", "Bridged USDC", "2"),
        Eip3009(1514, "0xF1815bd50389c46847f0Bda824eC8da914045D14", "USDC.e", "Bridged USDC", "2"),
        Eip3009(41923, "0x12a272A581feE5577A5dFa371afEB4b2F3a8C2F8", "USDC.e", "Bridged USDC (Stargate)", "2"),
        Eip3009(324705682, "0x2e08028E3C4c2356572E096d8EF835cD5C6030bD", "USDC.e", "Bridged USDC (SKALE Bridge)", "2"),
        Eip3009(31337, DevelopmentDollarAddress, "xUSD", "X402 Development Dollar", "1"),
        Permit2(4326, "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7", "MegaUSD", 18, "MegaUSD", "1"),
        Permit2(31612, "0xdD468A1DDc392dcdbEf6db6e34E89AA338F9F186", "mUSD", 18, "Mezo USD", "1"),
        Permit2(31611, "0x118917a40FAF1CD7a13dB0Ef56C86De7973Ac503", "mUSD", 18, "Mezo USD", "1"),
        Permit2(723487, "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC", 6, "Stable Coin", "1"),
        Permit2(72344, "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC", 6, "Stable Coin", "1"),
        Permit2(38833, "0xA5b8BF902b2844dA17d4506cc827F7F1681735E7", "USDC", 6, null, null),
    ];

    private static AssetInfo Eip3009(ulong chainId, string address, string symbol, string name, string version) =>
        new(NetworkId.Evm(chainId), address, symbol, 6, name, version);

    private static AssetInfo Permit2(ulong chainId, string address, string symbol, int decimals, string? name, string? version) =>
        new(NetworkId.Evm(chainId), address, symbol, decimals, name, version, AssetTransferMethod.Permit2);
}
