using System.Net;
using System.Net.Sockets;

namespace X402.TestSupport.Processes;

/// <summary>A port that nobody listened on a moment ago.</summary>
public static class FreePort
{
    /// <summary>Asks the system for a free port of 127.0.0.1. Somebody else may take it before it is used: be ready to ask again.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
