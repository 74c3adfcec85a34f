using System.Globalization;
using System.Net.Sockets;
using System.Text;
using X402.Hosting.Tools;
using X402.TestSupport.Processes;

namespace X402.TestSupport.Redis;

/// <summary>A real Redis (or Garnet) of a test's own, on a port and with a data folder of its own.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private const int PortAttempts = 5;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly RedisCommand _command;
    private readonly RedisSettings _settings;
    private ChildProcess _process;

    private RedisProcess(RedisCommand command, RedisSettings settings, ChildProcess process) =>
        (_command, _settings, _process) = (command, settings, process);

    /// <summary>The port on 127.0.0.1; a restart keeps it.</summary>
    public int Port => _settings.Port;

    /// <summary>Its process id; another one after a restart.</summary>
    public int Id => _process.Id;

    /// <summary>As StackExchange.Redis takes it.</summary>
    public string ConnectionString => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Which program it is.</summary>
    public RedisKind Kind => _command.Kind;

    /// <summary>Starts a Redis; when this returns it answers.</summary>
    public static async Task<RedisProcess> StartAsync(RedisOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RedisOptions();
        var command = options.Garnet ? RedisExecutable.ResolveGarnet() : await RedisExecutable.ResolveAsync(cancellationToken: cancellationToken);
        var directory = options.Durable ? Directory.CreateTempSubdirectory("x402-redis-").FullName : null;

        for (var attempt = 1; ; attempt++)
        {
            var settings = new RedisSettings { Port = FreePort.Next(), DataDirectory = directory };
            try
            {
                return new RedisProcess(command, settings, await LaunchAsync(command, settings, cancellationToken));
            }
            catch (InvalidOperationException) when (attempt < PortAttempts)
            {
                // somebody took the port in between
            }
        }
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => _process.KillAsync(cancellationToken);

    /// <summary>Starts it again on the same port with what it had stored; kills it first if it runs.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await _process.DisposeAsync();
        _process = await LaunchAsync(_command, _settings, cancellationToken);
    }

    /// <summary>Lets it hang: connections stay open and nothing answers until <see cref="Resume"/>.</summary>
    public void Pause() => _process.Pause();

    /// <summary>Lets a hanging server go on.</summary>
    public void Resume() => _process.Resume();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (_settings.DataDirectory is { } directory)
            Directory.Delete(directory, recursive: true);
    }

    private static async Task<ChildProcess> LaunchAsync(RedisCommand command, RedisSettings settings, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        var process = await ChildProcess.StartAsync(command.FileName, command.ArgumentsFor(settings), cancellationToken: timeout.Token);
        try
        {
            while (!await AnswersAsync(settings.Port, timeout.Token))
            {
                if (process.HasExited)
                    throw new InvalidOperationException($"{command.Kind} ended:{Environment.NewLine}{process.Output}");
                await Task.Delay(5, timeout.Token);
            }

            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[64];
            var length = await stream.ReadAsync(answer, cancellationToken);
            // while it loads its file it says -LOADING
            return Encoding.ASCII.GetString(answer, 0, length).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
