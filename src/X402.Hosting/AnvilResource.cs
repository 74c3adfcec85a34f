using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A local Anvil chain: a development chain with a faucet, whose well-known keys are worth nothing elsewhere.</summary>
/// <remarks>Its connection string is the URL of its JSON-RPC; the connection properties are <c>RpcUrl</c> and <c>ChainId</c>.</remarks>
/// <param name="name">Name of the resource.</param>
/// <param name="command">The program; <c>anvil</c> is looked up in PATH, and installed if it is not there.</param>
/// <param name="workingDirectory">Where it runs.</param>
/// <param name="chainId">The EIP-155 chain id.</param>
public sealed class AnvilResource(string name, string command, string workingDirectory, long chainId)
    : ExecutableResource(name, command, workingDirectory), IResourceWithConnectionString
{
    internal const string RpcEndpointName = "http";

    private EndpointReference? _rpc;

    /// <summary>The EIP-155 chain id.</summary>
    public long ChainId { get; } = chainId;

    /// <summary>Where JSON-RPC is served, over HTTP and WebSocket.</summary>
    public EndpointReference RpcEndpoint => _rpc ??= new EndpointReference(this, RpcEndpointName);

    /// <summary>The URL of the JSON-RPC endpoint.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{RpcEndpoint.Property(EndpointProperty.Url)}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("RpcUrl", ConnectionStringExpression),
        new("ChainId", ReferenceExpression.Create($"{ChainId.ToString(CultureInfo.InvariantCulture)}")),
    ];
}
