namespace X402.AspNetCore;

/// <summary>What the paywall page tells a wallet and a person about a network.</summary>
public sealed class PaywallNetwork
{
    /// <summary>The CAIP-2 network, for example <c>eip155:8453</c>.</summary>
    public string Network { get; set; } = "";

    /// <summary>How people call it, for example <c>Base</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The ticker of the coin that pays for gas there. Buyers need none of it; wallets ask for it when they add a network.</summary>
    public string Currency { get; set; } = "ETH";

    /// <summary>A public JSON-RPC endpoint, with which a wallet that does not know the network can add it; <see langword="null"/>: it cannot.</summary>
    public string? RpcUrl { get; set; }

    /// <summary>Where a transaction can be looked at, up to its hash, which follows: for example <c>https://basescan.org/tx/</c>.</summary>
    public string? TransactionUrl { get; set; }
}
