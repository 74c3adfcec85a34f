using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Where the service listens.</summary>
internal static class FacilitatorPorts
{
    /// <summary>
    /// HTTP on the usual addresses; gRPC on <c>Facilitator:GrpcPort</c>, if there is one. Two ports, because without TLS nothing says which of the
    /// two protocols a connection speaks.
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
            foreach (var url in urls)
            {
                var address = BindingAddress.Parse(url.Contains("://", StringComparison.Ordinal) ? url : $"http://*:{url}");
                Listen(kestrel, address.Host, address.Port, static _ => { });
                grpcHost ??= address.Host;
            }
            // where HTTP listens: a facilitator of one machine does not open a port to the others
            Listen(kestrel, grpcHost ?? "*", port, static endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
    }

    private static void Listen(KestrelServerOptions kestrel, string host, int port, Action<ListenOptions> configure)
    {
        if (IPAddress.TryParse(host, out var ip))
            kestrel.Listen(ip, port, configure);
        else if (host == "localhost")
            kestrel.ListenLocalhost(port, configure);
        else
            kestrel.ListenAnyIP(port, configure);
    }
}
