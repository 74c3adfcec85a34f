using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Assets;
using X402.Money;
using X402.Networks;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;

namespace X402.AspNetCore.Tests.Support;

/// <summary>The exact scheme as far as the gate sees it, without the cryptography that is the facilitator's.</summary>
internal sealed class ShapeOnlyScheme : IPaymentSchemeServer
{
    public string Scheme => "exact";

    public bool Supports(NetworkId network) => network.Namespace == NetworkId.Eip155;

    public bool SupportsFlow(string paymentFlow) => paymentFlow is PaymentFlow.Authorization or PaymentFlow.Upfront;

    public bool TryCreateRequirements(PaymentTerms terms, [NotNullWhen(true)] out PaymentRequirements? requirements, [NotNullWhen(false)] out string? error)
    {
        requirements = null;
        if (!terms.PayTo.StartsWith("0x", StringComparison.Ordinal))
            error = $"'{terms.PayTo}' is not an address.";
        else if (!AssetRegistry.Default.TryGetDefault(terms.Network, out var asset))
            error = $"No asset is known on {terms.Network}.";
        else if (terms.Price.TryGetAmount(asset, out var amount, out error))
        {
            requirements = new()
            {
                Scheme = Scheme,
                Network = terms.Network.ToString(),
                Amount = amount.ToString(),
                Asset = asset.Address,
                PayTo = terms.PayTo,
                MaxTimeoutSeconds = terms.MaxTimeoutSeconds,
                Extra = JsonSerializer.SerializeToElement(new { name = asset.Eip712Name, version = asset.Eip712Version }),
            };
        }
        return requirements is not null;
    }

    public bool TryIdentify(PaymentPayload payload, PaymentRequirements requirements, [NotNullWhen(true)] out PaymentIdentity? identity, out PaymentReason reason)
    {
        (identity, reason) = (null, PaymentReasons.InvalidPayload);
        if (!payload.Payload.TryGetProperty("authorization", out var authorization)
            || !authorization.TryGetProperty("from", out var from) || !authorization.TryGetProperty("nonce", out var nonce))
            return false;
        var id = new PaymentId(requirements.Network, requirements.Asset.ToLowerInvariant(), from.GetString()!.ToLowerInvariant(), nonce.GetString()!.ToLowerInvariant());
        identity = new(id, UInt256.Parse(requirements.Amount), DateTimeOffset.UtcNow.AddMinutes(5));
        return true;
    }
}
