using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace X402.Hosting.Local.Redis;

/// <summary>Healthy if Redis takes the password and answers PING; it does not while it loads its file.</summary>
internal sealed class RedisHealthCheck(RedisResource redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var password = await redis.PasswordParameter!.GetValueAsync(cancellationToken).ConfigureAwait(false);
            using var client = new TcpClient();
            await client.ConnectAsync(redis.PrimaryEndpoint.Host, redis.PrimaryEndpoint.Port, cancellationToken).ConfigureAwait(false);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);

            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"{Command("AUTH", password ?? "")}{Command("PING")}"), cancellationToken).ConfigureAwait(false);
            var authenticated = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            var pong = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            return (authenticated, pong) is ("+OK", "+PONG")
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"Redis answers {authenticated} {pong}");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return HealthCheckResult.Unhealthy($"Redis: {exception.Message}");
        }
    }

    private static string Command(params string[] words)
    {
        var text = new StringBuilder();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (var word in words)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        return text.ToString();
    }
}
