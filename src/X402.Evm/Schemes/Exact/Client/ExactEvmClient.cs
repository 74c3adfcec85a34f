using System.Diagnostics.CodeAnalysis;
using X402.Assets;
using X402.Evm.TypedData;
using X402.Money;
using X402.Networks;
using X402.Payments;
using X402.Protocol;
using X402.Schemes;

namespace X402.Evm.Schemes.Exact;

/// <summary>The exact scheme on EVM chains for paying clients: signs EIP-3009 authorizations (digest section 9.1).</summary>
/// <remarks><b>Thread safety:</b> all members may be called concurrently, if the signer may.</remarks>
/// <param name="signer">The account that pays.</param>
/// <param name="time">The clock of the time window.</param>
/// <param name="options">What may be signed for.</param>
public sealed class ExactEvmClient(IEvmSigner signer, TimeProvider time, ExactEvmClientOptions options) : IBoundPaymentSchemeClient, IAuthorizationEvidence
{
    // Version 1 clients allow for clocks that are behind; version 2 leaves the beginning open (digest sections 3.3 and 9.1).
    private const long ClockSkewSeconds = 600;

    /// <inheritdoc/>
    public string Scheme => ExactScheme.Name;

    /// <inheritdoc/>
    public bool CanPay(PaymentRequirements requirements) => TryRead(requirements, out _);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="CanPay"/> says no to the requirements.</exception>
    public ValueTask<SignedPayment> SignAsync(PaymentRequirements requirements, PaymentRequired offer, CancellationToken cancellationToken) =>
        SignAsync(requirements, offer, options.Nonces.Create(requirements, offer), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="CanPay"/> says no to the requirements, or the nonce has not 32 bytes.</exception>
    public ValueTask<SignedPayment> SignAsync(PaymentRequirements requirements, PaymentRequired offer, ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken) =>
        SignAsync(requirements, offer, new Hash32(nonce.Span), cancellationToken);

    private async ValueTask<SignedPayment> SignAsync(PaymentRequirements requirements, PaymentRequired offer, Hash32 nonce, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offer);
        if (!TryRead(requirements, out var order))
            throw new ArgumentException("This client cannot pay these requirements.", nameof(requirements));

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var isV1 = offer.X402Version == ProtocolVersion.V1;
        var authorization = new Eip3009Authorization(
            signer.Address,
            order.PayTo,
            order.Amount,
            isV1 ? (ulong)Math.Max(0, now - ClockSkewSeconds) : 0UL,
            (ulong)(now + requirements.MaxTimeoutSeconds),
            nonce);
        var signature = await signer.SignAsync(order.Domain, authorization, cancellationToken);
        var payload = new PaymentPayload
        {
            X402Version = offer.X402Version,
            Scheme = requirements.Scheme,
            Network = requirements.Network,
            Payload = new Eip3009Payload(authorization, signature).ToJson(),
            Accepted = isV1 ? null : requirements,
            Resource = isV1 ? null : offer.Resource,
            Extensions = isV1 ? null : offer.Extensions,
        };
        return new(payload, ExactScheme.Identify(requirements.Network, order.Asset, authorization));
    }

    /// <inheritdoc/>
    public bool Covers(PaymentId id) => NetworkId.TryParse(id.Network, out var network) && options.Chains.ContainsKey(network);

    /// <inheritdoc/>
    public ValueTask<AuthorizationFate> FindAsync(PaymentIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return NetworkId.TryParse(identity.Id.Network, out var network) && options.Chains.TryGetValue(network, out var rpc)
            ? AuthorizationEvidence.FindAsync(rpc, identity, cancellationToken)
            : ValueTask.FromResult(AuthorizationFate.Unknown);
    }

    private bool TryRead(PaymentRequirements requirements, [NotNullWhen(true)] out Order? order)
    {
        ArgumentNullException.ThrowIfNull(requirements);
        order = null;
        if (requirements.Scheme != Scheme || requirements.MaxTimeoutSeconds <= 0
            || requirements.GetExtra(ExactScheme.TransferMethod) is not (null or ExactScheme.Eip3009)
            || !NetworkId.TryParse(requirements.Network, out var network) || !network.TryGetEvmChainId(out var chainId)
            || !EvmAddress.TryParse(requirements.Asset, out var asset) || asset.IsZero
            || !EvmAddress.TryParse(requirements.PayTo, out var payTo) || payTo.IsZero || payTo == signer.Address
            || !UInt256.TryParse(requirements.Amount, out var amount) || amount.IsZero
            || !TryGetDomain(requirements, network, chainId, asset, out var domain))
        {
            return false;
        }
        order = new(domain, asset, payTo, amount);
        return true;
    }

    private bool TryGetDomain(PaymentRequirements requirements, NetworkId network, ulong chainId, EvmAddress asset, [NotNullWhen(true)] out Eip712Domain? domain)
    {
        domain = null;
        var name = requirements.GetExtra(ExactScheme.DomainName);
        var version = requirements.GetExtra(ExactScheme.DomainVersion);
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(version))
            return false;
        if (options.Assets.TryGetByAddress(network, requirements.Asset, out var known))
        {
            // a server that names another domain could not settle what we sign
            if (known.TransferMethod != AssetTransferMethod.Eip3009 || known.Eip712Name != name || known.Eip712Version != version)
                return false;
        }
        else if (!options.AllowUnknownAssets)
        {
            return false;
        }
        domain = new(name, version, chainId, asset);
        return true;
    }

    private sealed record Order(Eip712Domain Domain, EvmAddress Asset, EvmAddress PayTo, UInt256 Amount);
}
