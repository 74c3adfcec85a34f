using System.Globalization;
using X402.Evm;
using X402.Money;
using X402.TestSupport.Chain;
using X402.TestSupport.Processes;
using X402.TestSupport.Stack;

namespace X402.Interop.Tests.Support;

/// <summary>Our services and, beside them, shops on the reference middleware that use our facilitator.</summary>
public sealed class ReferenceWorld : IAsyncLifetime
{
    private const string Listening = "listening ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<ChildProcess> _scriptsRunning = [];
    private ServiceProcess? _shopAtReferenceFacilitator;
    private DirectoryInfo? _scripts;
    private PaymentStack? _stack;

    /// <summary>Ours.</summary>
    public PaymentStack Stack => _stack ?? throw new InvalidOperationException("Not started.");

    /// <summary>The chain everything is settled on.</summary>
    public AnvilProcess Chain => Stack.Chain;

    /// <summary>A shop on <c>@x402/express</c>.</summary>
    public Uri ShopV2 { get; private set; } = null!;

    /// <summary>A shop on <c>x402-express</c>.</summary>
    public Uri ShopV1 { get; private set; } = null!;

    /// <summary>Our resource server with a facilitator on <c>@x402/core</c> and <c>@x402/evm</c> behind it.</summary>
    public Uri ShopAtReferenceFacilitator => _shopAtReferenceFacilitator!.Url;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The money of whoever is paid.</summary>
    public Task<UInt256> IncomeAsync() => Chain.BalanceOfAsync(Payee, cancellationToken: Cancellation);

    private EvmAddress Payee => Chain.Accounts[1].Address;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _scripts = await NodePackages.PrepareAsync(Cancellation);
        _stack = await PaymentStack.StartAsync(cancellationToken: Cancellation);
        ShopV2 = await OpenAsync("sell-v2.mjs");
        ShopV1 = await OpenAsync("sell-v1.mjs");
        var facilitator = await OpenAsync("facilitate.mjs");
        _shopAtReferenceFacilitator = await ServiceProcess.StartAsync("ResourceServer", PaymentStack.ShopSettings(Chain, Stack.Redis, facilitator), Cancellation);
    }

    /// <summary>Lets the reference client of a version buy.</summary>
    /// <returns>What it says about it.</returns>
    public async Task<ReferencePurchase> BuyAsync(int version, Buyer buyer, Uri url, string? body = null)
    {
        var output = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = await StartAsync($"buy-v{version}.mjs", line => NoteJson(line, output), new()
        {
            ["PRIVATE_KEY"] = buyer.PrivateKey,
            ["URL"] = url.AbsoluteUri,
            ["METHOD"] = body is null ? "GET" : "POST",
            ["BODY"] = body,
        });
        var json = await WithinPatienceAsync(output.Task, client);
        return ReferencePurchase.Parse(json);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_shopAtReferenceFacilitator is not null)
            await _shopAtReferenceFacilitator.DisposeAsync();
        foreach (var script in _scriptsRunning)
            await script.DisposeAsync();
        if (_stack is not null)
            await _stack.DisposeAsync();
        _scripts?.Delete(recursive: true);
    }

    private async Task<Uri> OpenAsync(string script)
    {
        var port = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = await StartAsync(script, line => NotePort(line, port), new()
        {
            ["NETWORK"] = Chain.Network.ToString(),
            ["PAY_TO"] = Payee.ToString(),
            ["FACILITATOR"] = Stack.Facilitator.Url.GetLeftPart(UriPartial.Authority),
            ["CHAIN"] = Chain.RpcUrl.AbsoluteUri,
            // not our facilitator's relayer: two programs cannot count one account's transactions
            ["RELAYER_KEY"] = Chain.Accounts[6].PrivateKey,
        });
        _scriptsRunning.Add(process);
        return new Uri($"http://127.0.0.1:{int.Parse(await WithinPatienceAsync(port.Task, process), CultureInfo.InvariantCulture)}");
    }

    private Task<ChildProcess> StartAsync(string script, Action<string> lineWritten, Dictionary<string, string?> environment) =>
        ChildProcess.StartAsync(NodePackages.Node, [Path.Combine(_scripts!.FullName, script)], lineWritten, environment, cancellationToken: Cancellation);

    private static async Task<string> WithinPatienceAsync(Task<string> line, ChildProcess process)
    {
        await Task.WhenAny(line, process.WaitForExitAsync(Cancellation)).WaitAsync(Patience, Cancellation);
        // what was written last may arrive after the end
        return line.IsCompleted || await Task.WhenAny(line, Task.Delay(TimeSpan.FromSeconds(5), Cancellation)) == line
            ? await line
            : throw new InvalidOperationException($"The script ended:{Environment.NewLine}{process.Output}");
    }

    private static void NotePort(string line, TaskCompletionSource<string> port)
    {
        if (line.StartsWith(Listening, StringComparison.Ordinal))
            port.TrySetResult(line[Listening.Length..]);
    }

    private static void NoteJson(string line, TaskCompletionSource<string> output)
    {
        if (line.StartsWith('{'))
            output.TrySetResult(line);
    }
}
