using System.Globalization;
using X402.Assets;
using X402.Contracts;
using X402.Evm;
using X402.Evm.Rpc;
using X402.Hosting.Tools;
using X402.Networks;
using X402.TestSupport.Processes;

namespace X402.TestSupport.Chain;

/// <summary>A real development chain of a test's own, on a port of its own, with the development contracts on it.</summary>
public sealed partial class AnvilProcess : IAsyncDisposable
{
    private const string Listening = "Listening on 127.0.0.1:";

    // a test machine may be busy
    private static readonly TimeSpan RpcTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;
    private readonly HttpClient _http;
    private readonly ContractDeployer _deployer;

    private AnvilProcess(ChildProcess process, HttpClient http, Uri rpcUrl, ulong chainId)
    {
        _process = process;
        _http = http;
        Rpc = new EvmRpcClient(http, new EvmRpcOptions { Endpoint = rpcUrl, Timeout = RpcTimeout });
        _deployer = new ContractDeployer(Rpc, static _ => { });
        RpcUrl = rpcUrl;
        ChainId = chainId;
        Token = DevelopmentChain.TokenOf(chainId);
        TokenAddress = EvmAddress.Parse(Token.Address);
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>The JSON-RPC endpoint.</summary>
    public Uri RpcUrl { get; }

    /// <summary>A client of its own, for what has no helper here.</summary>
    public IEvmRpc Rpc { get; }

    /// <summary>The chain id.</summary>
    public ulong ChainId { get; }

    /// <summary>The network as it is named on the wire, <c>eip155:{ChainId}</c>.</summary>
    public NetworkId Network => NetworkId.Evm(ChainId);

    /// <summary>The dollar on this chain.</summary>
    public AssetInfo Token { get; }

    /// <summary>The dollar's contract.</summary>
    public EvmAddress TokenAddress { get; }

    /// <summary>The ten accounts with keys and ether; #2 to #9 also have 1,000 dollars.</summary>
    public IReadOnlyList<DevelopmentAccount> Accounts => DevelopmentAccount.All;

    /// <summary>Starts a chain; when this returns it answers.</summary>
    public static async Task<AnvilProcess> StartAsync(AnvilOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AnvilOptions();
        var program = await AnvilExecutable.ResolveAsync(cancellationToken: cancellationToken);
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = await ChildProcess.StartAsync(program, Arguments(options), line => NotePort(line, port), cancellationToken: cancellationToken);

        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            if (await Task.WhenAny(port.Task, process.WaitForExitAsync(cancellationToken)) != port.Task)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new InvalidOperationException($"anvil ended:{Environment.NewLine}{process.Output}");
            }

            var url = new Uri($"http://127.0.0.1:{await port.Task}");
            var anvil = new AnvilProcess(process, http, url, options.ChainId);
            // one line per call to a pipe that nobody reads costs a load test dearly
            await anvil.CommandAsync("anvil_setLoggingEnabled", [false], cancellationToken);
            if (options.WithContracts)
                await anvil._deployer.DeployAsync(cancellationToken);
            return anvil;
        }
        catch
        {
            http.Dispose();
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the chain at once; its state is gone.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => _process.KillAsync(cancellationToken);

    /// <summary>Lets the chain hang: connections stay open and nothing answers until <see cref="Resume"/>.</summary>
    public void Pause() => _process.Pause();

    /// <summary>Lets a hanging chain go on.</summary>
    public void Resume() => _process.Resume();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private static IEnumerable<string> Arguments(AnvilOptions options)
    {
        // port 0: the system chooses, so two chains can never want the same one
        List<string> arguments = ["--host", "127.0.0.1", "--port", "0", "--chain-id", Text(options.ChainId), "--color", "never"];
        if (options.BlockTime is { } blockTime)
            arguments.AddRange(["--block-time", Text((ulong)blockTime.TotalSeconds)]);
        if (options.MineOnDemand)
            arguments.Add("--no-mining");
        if (options.GasLimit is { } gasLimit)
            arguments.AddRange(["--gas-limit", Text(gasLimit)]);
        return arguments.Concat(options.MoreArguments);
    }

    private static void NotePort(string line, TaskCompletionSource<int> port)
    {
        if (line.StartsWith(Listening, StringComparison.Ordinal))
            port.TrySetResult(int.Parse(line.AsSpan(Listening.Length), CultureInfo.InvariantCulture));
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
