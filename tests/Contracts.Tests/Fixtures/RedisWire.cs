using System.Net.Sockets;
using System.Text;
using X402.TestSupport.Redis;

namespace X402.Contracts.Tests.Fixtures;

/// <summary>One command over a socket: enough to see whether a Redis is one.</summary>
internal static class RedisWire
{
    public static async Task<string> SendAsync(RedisProcess redis, string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", redis.Port, cancellationToken);
        var stream = client.GetStream();
        var words = command.Split(' ');
        var request = $"*{words.Length}\r\n" + string.Concat(words.Select(word => $"${word.Length}\r\n{word}\r\n"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        var answer = new byte[256];
        return Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer, cancellationToken)).TrimEnd();
    }
}
