using System.Collections.Frozen;
using X402.Payments;
using X402.Protocol;

namespace X402.Facilitator;

/// <summary>A customer as it is checked: sets instead of lists. Recipients and assets are compared without regard to case, that is, by bytes.</summary>
internal sealed class Merchant(MerchantOptions options)
{
    private readonly FrozenSet<string> _payTo = options.PayTo.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly FrozenSet<string> _assets = options.Assets.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly FrozenSet<string> _networks = options.Networks.ToFrozenSet(StringComparer.Ordinal);

    public string Name { get; } = options.Name;

    public int RequestsPerSecond { get; } = options.RequestsPerSecond;

    public bool Allows(PaymentRequirements requirements) =>
        Allows(_payTo, requirements.PayTo) && Allows(_assets, requirements.Asset) && Allows(_networks, requirements.Network);

    /// <summary>Whether a settlement can be one of this merchant's; its recipient is not part of its identity.</summary>
    public bool AllowsNetworkAndAsset(PaymentId id) => Allows(_assets, id.Asset) && Allows(_networks, id.Network);

    private static bool Allows(FrozenSet<string> allowed, string value) => allowed.Count == 0 || allowed.Contains(value);
}
