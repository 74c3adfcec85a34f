using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Where the service listens.</summary>
internal static class FacilitatorPorts
{
    /// <summary>
    /// HTTP on the usual addresses; gRPC on <c>Facilitator:GrpcPort</c>, if there is one. Two ports, because without TLS nothing says which of the
    /// two protocols a connection speaks. With TLS the handshake says it: an https address, with <c>Kestrel:Certificates:Default</c>, serves both.
    /// </summary>
    public static void UseFacilitatorPorts(this IWebHostBuilder host, IConfiguration configuration)
    {
        if (configuration.GetValue<int?>("Facilitator:GrpcPort") is not { } port)
            return;
        var addresses = (configuration["urls"] ?? configuration["http_ports"] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static url => BindingAddress.Parse(url.Contains("://", StringComparison.Ordinal) ? url : $"http://*:{url}"))
            .ToArray();
        // where HTTP listens, and no less protected: a facilitator of one machine does not open a port to the others
        var grpcScheme = Array.Exists(addresses, static address => address.Scheme == Uri.UriSchemeHttps) ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var grpcHost = addresses is [var first, ..] ? first.Host : "*";
        host.UseUrls([.. addresses.Select(static address => address.ToString()), $"{grpcScheme}://{grpcHost}:{port}"]).UseSetting(WebHostDefaults.HttpPortsKey, "");
        host.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            if (endpoint.IPEndPoint?.Port == port)
                endpoint.Protocols = HttpProtocols.Http2;
        }));
    }
}
