using System.Net;
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
        var urls = (configuration["urls"] ?? configuration["http_ports"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // an endpoint made in code replaces the configured addresses, so these are repeated in code too
        host.UseSetting(WebHostDefaults.ServerUrlsKey, "").UseSetting(WebHostDefaults.HttpPortsKey, "");
        host.ConfigureKestrel(kestrel =>
        {
            string? grpcHost = null;
            var isGrpcEncrypted = false;
            foreach (var url in urls)
            {
                var address = BindingAddress.Parse(url.Contains("://", StringComparison.Ordinal) ? url : $"http://*:{url}");
                var isEncrypted = address.Scheme == Uri.UriSchemeHttps;
                Listen(kestrel, address.Host, address.Port, isEncrypted, HttpProtocols.Http1AndHttp2);
                (grpcHost, isGrpcEncrypted) = (grpcHost ?? address.Host, isGrpcEncrypted || isEncrypted);
            }
            // where HTTP listens, and no less protected: a facilitator of one machine does not open a port to the others
            Listen(kestrel, grpcHost ?? "*", port, isGrpcEncrypted, HttpProtocols.Http2);
        });
    }

    private static void Listen(KestrelServerOptions kestrel, string host, int port, bool isEncrypted, HttpProtocols protocols)
    {
        if (IPAddress.TryParse(host, out var ip))
            kestrel.Listen(ip, port, Configure);
        else if (host == "localhost")
            kestrel.ListenLocalhost(port, Configure);
        else
            kestrel.ListenAnyIP(port, Configure);

        void Configure(ListenOptions endpoint)
        {
            endpoint.Protocols = protocols;
            if (isEncrypted)
                endpoint.UseHttps();
        }
    }
}
