using X402.Evm.TypedData;
using X402.Networks;
using X402.Payments;

namespace X402.Evm.Schemes.Exact;

/// <summary>A payment of the exact scheme in binary form, made of a request whose own members agree with each other.</summary>
public sealed record ExactEvmPayment
{
    /// <summary>The chain.</summary>
    public required NetworkId Network { get; init; }

    /// <summary>The token.</summary>
    public required EvmAddress Asset { get; init; }

    /// <summary>The token's EIP-712 domain as the requirements name it.</summary>
    public required Eip712Domain Domain { get; init; }

    /// <summary>What was signed.</summary>
    public required Eip3009Authorization Authorization { get; init; }

    /// <summary>The signature that goes to the token; unwrapped if it came wrapped (ERC-6492).</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The call that has to create the payer's wallet first; <see langword="null"/> for payers that exist.</summary>
    public WalletDeployment? Deployment { get; init; }

    /// <summary>The identity.</summary>
    public PaymentId Id => ExactScheme.IdOf(Network.ToString(), Asset, Authorization);

    /// <summary>What the payer's key has signed.</summary>
    public Hash32 Digest => Domain.Digest(Authorization.HashStruct());
}
