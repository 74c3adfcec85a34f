using X402.Assets;
using X402.Evm.Rpc;
using X402.Networks;

namespace X402.Evm.Schemes.Exact;

/// <summary>What a paying client signs for.</summary>
public sealed record ExactEvmClientOptions
{
    /// <summary>
    /// The tokens it knows. Their EIP-712 domains come from here and never from a server, which could otherwise have one token signed
    /// under the name of another.
    /// </summary>
    public AssetRegistry Assets { get; init; } = AssetRegistry.Default;

    /// <summary>
    /// Whether to sign for tokens that are not in <see cref="Assets"/>, with the domain that the server names. Off, because then only the
    /// server says what a unit of the token is worth.
    /// </summary>
    public bool AllowUnknownAssets { get; init; }

    /// <summary>
    /// Chains that the client may ask what became of its payments. Without them a payment whose outcome was lost stays counted as spent.
    /// </summary>
    public IReadOnlyDictionary<NetworkId, IEvmRpc> Chains { get; init; } = new Dictionary<NetworkId, IEvmRpc>();

    /// <summary>Where nonces come from.</summary>
    public IAuthorizationNonceSource Nonces { get; init; } = new RandomNonceSource();
}
