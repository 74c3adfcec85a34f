using X402.DependencyInjection;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Networks;
using X402.Schemes;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives a paying client a view of an EVM chain.</summary>
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
}
