using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using X402.Hosting.Tools;

namespace X402.Hosting.Tests.Tools;

/// <summary>The arguments, tried on the real programs: they listen, ask for the password, and keep what they acknowledged.</summary>
public sealed class RedisServerTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public Task Garnet_keeps_acknowledged_writes_when_it_is_killed() => KeepsWrites(RedisExecutable.ResolveGarnet());

    [Fact]
    public async Task The_server_of_this_machine_keeps_acknowledged_writes_when_it_is_killed() =>
        await KeepsWrites(await RedisExecutable.ResolveAsync(cancellationToken: TestContext.Current.CancellationToken));

    private async Task KeepsWrites(RedisCommand command)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        var settings = new RedisSettings { Port = FreePort(), Password = "correct-horse", DataDirectory = _data.Path };

        using (var first = await Running.StartAsync(command, settings, patience.Token))
        {
            Assert.StartsWith("-NOAUTH", await first.AskAsync("GET key", patience.Token), StringComparison.Ordinal);
            Assert.Equal("+OK", await first.AskAsync("AUTH correct-horse", patience.Token));
            Assert.Equal("+OK", await first.AskAsync("SET key kept", patience.Token));
        }

        using var second = await Running.StartAsync(command, settings, patience.Token);
        Assert.Equal("+OK", await second.AskAsync("AUTH correct-horse", patience.Token));
        Assert.Equal("$4", await second.AskAsync("GET key", patience.Token));
        Assert.Equal("kept", await second.ReadLineAsync(patience.Token));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class Running(Process process, TcpClient client) : IDisposable
    {
        private readonly StreamReader _reader = new(client.GetStream(), Encoding.ASCII);

        public static async Task<Running> StartAsync(RedisCommand command, RedisSettings settings, CancellationToken ct)
        {
            var process = Process.Start(new ProcessStartInfo(command.FileName, command.ArgumentsFor(settings)) { UseShellExecute = false })!;
            while (true)
            {
                var client = new TcpClient();
                try
                {
                    await client.ConnectAsync(IPAddress.Loopback, settings.Port, ct);
                    return new Running(process, client);
                }
                catch (SocketException) when (!process.HasExited)
                {
                    client.Dispose();
                    await Task.Delay(20, ct);
                }
            }
        }

        public async Task<string> AskAsync(string line, CancellationToken ct)
        {
            var words = line.Split(' ');
            var request = new StringBuilder($"*{words.Length}\r\n");
            foreach (var word in words)
                request.Append($"${word.Length}\r\n{word}\r\n");
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.ToString()), ct);
            return await ReadLineAsync(ct);
        }

        public async Task<string> ReadLineAsync(CancellationToken ct) => await _reader.ReadLineAsync(ct) ?? "";

        public void Dispose()
        {
            _reader.Dispose();
            client.Dispose();
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
