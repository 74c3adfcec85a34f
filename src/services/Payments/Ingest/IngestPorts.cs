using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace X402.Services.Payments.Ingest;

/// <summary>Where the service listens.</summary>
internal static class IngestPorts
{
    /// <summary>Pages and HTTP/protobuf on the usual addresses; gRPC on <c>Payments:GrpcPort</c>, because without TLS nothing tells the two protocols apart.</summary>
    public static void UseIngestPorts(this IWebHostBuilder host, IConfiguration configuration)
    {
        if (configuration.GetValue<int?>("Payments:GrpcPort") is not { } port)
            return;
        var urls = (configuration["urls"] ?? "http://localhost:4020").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        host.ConfigureKestrel(kestrel =>
        {
            // an endpoint made in code replaces the configured addresses, so these are repeated here
            foreach (var url in urls)
            {
                var address = BindingAddress.Parse(url);
                if (IPAddress.TryParse(address.Host, out var ip))
                    kestrel.Listen(ip, address.Port);
                else if (address.Host == "localhost")
                    kestrel.ListenLocalhost(address.Port);
                else
                    kestrel.ListenAnyIP(address.Port);
            }

            kestrel.Listen(IPAddress.Loopback, port, static endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
    }
}
