using X402.DependencyInjection;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Evm.Settlement;
using X402.Networks;
using X402.Schemes;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives a buyer or a seller a view of an EVM chain of its own.</summary>
public static class EvmEvidenceBuilderExtensions
{
    /// <summary>
    /// Lets the client ask a chain what became of payments without an answer, so that void ones are replaced and their money returns to the
    /// budget. Without it, a payment counts as spent until the server says otherwise.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="network">The CAIP-2 network.</param>
    /// <param name="rpcUrl">A node the payer trusts.</param>
    /// <exception cref="FormatException"><paramref name="network"/> is no CAIP-2 network.</exception>
    public static IX402ClientBuilder AddEvmEvidence(this IX402ClientBuilder builder, string network, Uri rpcUrl)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(rpcUrl);
        var evidence = new ExactEvmEvidence(NetworkId.Parse(network), EvmRpcClient.Create(new EvmRpcOptions { Endpoint = rpcUrl }));
        builder.Services.AddKeyedSingleton<IAuthorizationEvidence>(builder.Name, evidence);
        return builder;
    }

    /// <summary>
    /// Lets a resource server look at the chain before it believes its facilitator: nothing is delivered for a payment that the chain does not
    /// show, and what the chain shows is delivered, also where the facilitator denies it or is gone. Without it the facilitator's word counts.
    /// </summary>
    /// <param name="builder">The resource server.</param>
    /// <param name="network">The CAIP-2 network.</param>
    /// <param name="rpcUrl">A node the seller trusts.</param>
    /// <exception cref="FormatException"><paramref name="network"/> is no CAIP-2 network.</exception>
    public static IX402ServerBuilder AddEvmEvidence(this IX402ServerBuilder builder, string network, Uri rpcUrl)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(rpcUrl);
        var chain = NetworkId.Parse(network);
        builder.Services.AddSingleton<ISettlementEvidence>(services => new ExactEvmSettlementEvidence(
            chain, EvmRpcClient.Create(new EvmRpcOptions { Endpoint = rpcUrl }), services.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder;
    }
}
