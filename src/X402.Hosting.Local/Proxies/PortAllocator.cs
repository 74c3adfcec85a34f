using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace X402.Hosting.Local.Proxies;

/// <summary>Finds ports for processes that will listen a moment later.</summary>
/// <remarks>
/// Below the range from which operating systems take ports for outgoing connections: otherwise a connection could take
/// the port between our look and the process's bind. Nothing is handed out twice by this process.
/// </remarks>
internal static class PortAllocator
{
    private const int First = 20_000;
    private const int AfterLast = 32_000;
    private const int Attempts = 1_000;

    private static readonly HashSet<int> Given = [];
    private static readonly Lock Lock = new();

    public static int Next()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, AfterLast);
            lock (Lock)
            {
                if (!Given.Contains(port) && IsFree(IPAddress.Loopback, port) && IsFree(IPAddress.IPv6Loopback, port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }

        throw new InvalidOperationException("There is no free port between 20000 and 31999.");
    }

    private static bool IsFree(IPAddress address, int port)
    {
        if (address.AddressFamily is AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
            return true;

        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException exception)
        {
            // a machine that has IPv6 compiled in and switched off
            return exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }
}
