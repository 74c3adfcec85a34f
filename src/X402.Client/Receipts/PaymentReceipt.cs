using X402.Assets;
using X402.Money;
using X402.Payments;

namespace X402.Client;

/// <summary>What a purchase cost, by the server's word. Only the chain proves it: look up <see cref="Transaction"/> where it matters.</summary>
public sealed record PaymentReceipt
{
    /// <summary>The payment's identity on chain.</summary>
    public required PaymentId PaymentId { get; init; }

    /// <summary>The protocol version it was paid in.</summary>
    public required int X402Version { get; init; }

    /// <summary>The scheme it was paid by.</summary>
    public required string Scheme { get; init; }

    /// <summary>The CAIP-2 network.</summary>
    public required string Network { get; init; }

    /// <summary>The transaction hash.</summary>
    public required string Transaction { get; init; }

    /// <summary>The address that paid.</summary>
    public required string Payer { get; init; }

    /// <summary>The address that was paid.</summary>
    public required string PayTo { get; init; }

    /// <summary>The asset, from the client's own registry.</summary>
    public required AssetInfo Asset { get; init; }

    /// <summary>The amount in atomic units of <see cref="Asset"/>.</summary>
    public required UInt256 Amount { get; init; }

    /// <summary>The amount as a person reads it, for example <c>0.01 USDC</c>.</summary>
    public string AmountText => AmountFormat.WithSymbol(Amount, Asset);
}
