using Microsoft.AspNetCore.Http;

namespace X402.AspNetCore;

/// <summary>A paid endpoint as extensions see it.</summary>
public sealed class PaymentExtensionEndpoint
{
    internal PaymentExtensionEndpoint(string name, string route, IReadOnlyList<string> methods, EndpointMetadataCollection metadata, IPaymentMetadata payment) =>
        (Name, Route, Methods, Metadata, Payment) = (name, route, methods, metadata, payment);

    /// <summary>How people and metrics name it: methods and route pattern.</summary>
    public string Name { get; }

    /// <summary>The route pattern as ASP.NET Core writes it, for example <c>/weather/{city}</c>.</summary>
    public string Route { get; }

    /// <summary>The methods it answers; none means all.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>Everything said about the endpoint, with which it takes part in an extension or not.</summary>
    public EndpointMetadataCollection Metadata { get; }

    /// <summary>What it costs.</summary>
    public IPaymentMetadata Payment { get; }
}
