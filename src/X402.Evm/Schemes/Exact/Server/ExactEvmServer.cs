using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Assets;
using X402.Networks;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;

namespace X402.Evm.Schemes.Exact;

/// <summary>The exact scheme on EVM chains for resource servers: prices become amounts of a token with EIP-3009.</summary>
/// <param name="assets">The tokens that prices may name.</param>
public sealed class ExactEvmServer(AssetRegistry assets) : IPaymentSchemeServer
{
    /// <inheritdoc/>
    public string Scheme => ExactScheme.Name;

    /// <inheritdoc/>
    public bool Supports(NetworkId network) => network.TryGetEvmChainId(out _);

    /// <inheritdoc/>
    public bool SupportsFlow(string paymentFlow) => paymentFlow is PaymentFlow.Authorization or PaymentFlow.Upfront;

    /// <inheritdoc/>
    public bool TryCreateRequirements(
        PaymentTerms terms, [NotNullWhen(true)] out PaymentRequirements? requirements, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(terms);
        requirements = null;
        if (!Supports(terms.Network))
            error = $"The network '{terms.Network}' is no EVM chain; write it as 'eip155:8453'.";
        else if (terms.MaxTimeoutSeconds <= 0)
            error = $"MaxTimeoutSeconds is {terms.MaxTimeoutSeconds}; it must be greater than 0.";
        else if (TryFindAsset(terms, out var asset, out error) && terms.Price.TryGetAmount(asset, out var amount, out error) && TryGetPayTo(terms, asset, out var payTo, out error))
        {
            requirements = new()
            {
                Scheme = Scheme,
                Network = terms.Network.ToString(),
                Amount = amount.ToString(),
                Asset = EvmAddress.Parse(asset.Address).ToString(),
                PayTo = payTo.ToString(),
                MaxTimeoutSeconds = terms.MaxTimeoutSeconds,
                Extra = WriteExtra(terms.Extra, asset),
            };
        }
        return requirements is not null;
    }

    /// <inheritdoc/>
    public bool TryIdentify(PaymentPayload payload, PaymentRequirements requirements, [NotNullWhen(true)] out PaymentIdentity? identity, out PaymentReason reason)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(requirements);
        identity = null;
        if (!Eip3009Payload.TryRead(payload.Payload, out var signed, out reason, out _))
            return false;
        if (!EvmAddress.TryParse(requirements.Asset, out var asset))
        {
            reason = PaymentReasons.InvalidPaymentRequirements;
            return false;
        }
        identity = ExactScheme.Identify(requirements.Network, asset, signed.Authorization);
        return true;
    }

    private bool TryFindAsset(PaymentTerms terms, [NotNullWhen(true)] out AssetInfo? asset, [NotNullWhen(false)] out string? error)
    {
        var price = terms.Price;
        error = null;
        if (price.Asset is { } address)
        {
            if (!assets.TryGetByAddress(terms.Network, address, out asset) && !TryDescribe(terms, address, out asset))
                error = $"The token '{address}' is not known on {terms.Network}. Add it to the asset registry, or give its EIP-712 'name' and 'version' in Extra.";
        }
        else if (price.Symbol is { } symbol)
        {
            if (!assets.TryGetBySymbol(terms.Network, symbol, out asset))
                error = $"There is no token '{symbol}' on {terms.Network} in the asset registry.";
        }
        else if (!assets.TryGetDefault(terms.Network, out asset))
        {
            error = $"There is no default token on {terms.Network}, so the price {price} has no currency. Add one to the asset registry.";
        }
        if (error is null && asset is not { TransferMethod: AssetTransferMethod.Eip3009, Eip712Name.Length: > 0, Eip712Version.Length: > 0 })
            error = $"{asset!.Symbol} on {terms.Network} has no transfers with authorization (EIP-3009), which the exact scheme uses.";
        return error is null;
    }

    // A token by address only, which the developer vouches for: its decimals do not matter for atomic amounts.
    private static bool TryDescribe(PaymentTerms terms, string address, [NotNullWhen(true)] out AssetInfo? asset)
    {
        asset = EvmAddress.TryParseChecked(address, out var token) && !token.IsZero && terms.Extra is { ValueKind: JsonValueKind.Object } extra
            && TryGetText(extra, ExactScheme.DomainName, out var name) && TryGetText(extra, ExactScheme.DomainVersion, out var version)
                ? new(terms.Network, token.ToString(), "tokens", 0, name, version)
                : null;
        return asset is not null;
    }

    private static bool TryGetPayTo(PaymentTerms terms, AssetInfo asset, out EvmAddress payTo, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (!EvmAddress.TryParse(terms.PayTo, out payTo))
            error = $"PayTo '{terms.PayTo}' is no address: 0x and 40 hexadecimal digits.";
        else if (!EvmAddress.TryParseChecked(terms.PayTo, out _))
            error = $"PayTo '{terms.PayTo}' has a wrong checksum: a digit is mistyped. If it is right nevertheless, write it in lower case.";
        else if (payTo.IsZero)
            error = "PayTo is the zero address: the money would be lost.";
        else if (payTo == EvmAddress.Parse(asset.Address))
            error = $"PayTo is the contract of {asset.Symbol} itself: the money would be lost.";
        else if (terms.Network.TryGetEvmChainId(out var chainId) && PublishedAccounts.IsUnsafe(payTo, chainId))
            error = $"PayTo '{payTo}' is a development account whose key is published: anybody could take the money. Name an account of your own.";
        return error is null;
    }

    private static JsonElement WriteExtra(JsonElement? additional, AssetInfo asset)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(ExactScheme.DomainName, asset.Eip712Name);
            json.WriteString(ExactScheme.DomainVersion, asset.Eip712Version);
            if (additional is { ValueKind: JsonValueKind.Object } members)
            {
                foreach (var member in members.EnumerateObject())
                {
                    // the registry decides what is signed
                    if (member.Name is not (ExactScheme.DomainName or ExactScheme.DomainVersion))
                        member.WriteTo(json);
                }
            }
            json.WriteEndObject();
        }
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static bool TryGetText(JsonElement json, string name, out string text)
    {
        text = json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length > 0;
    }
}
