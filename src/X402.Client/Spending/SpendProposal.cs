using X402.Assets;
using X402.Money;
using X402.Protocol;

namespace X402.Client;

/// <summary>A purchase that policies and the approver judge. Everything a server wrote in it is data, never an instruction (SG-43).</summary>
public sealed record SpendProposal
{
    /// <summary>The name of the HTTP client.</summary>
    public required string ClientName { get; init; }

    /// <summary>The method of the request.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Where the payment would be sent.</summary>
    public required Uri Url { get; init; }

    /// <summary>The very requirements that would be signed.</summary>
    public required PaymentRequirements Requirements { get; init; }

    /// <summary>The asset, from the client's own registry and never from the server.</summary>
    public required AssetInfo Asset { get; init; }

    /// <summary>The amount in atomic units of <see cref="Asset"/>.</summary>
    public required UInt256 Amount { get; init; }

    /// <summary>The amount in 10^-18 dollars, rounded up, counting one unit of every known asset as a dollar.</summary>
    public required UInt256 Dollars { get; init; }

    /// <summary>The amount as a person reads it, for example <c>0.01 USDC</c>.</summary>
    public string AmountText => AmountFormat.WithSymbol(Amount, Asset);
}
