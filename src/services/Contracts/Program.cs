using X402.Contracts;
using X402.Evm.Rpc;

// where the chain is: Aspire's connection string, or the first argument
const string Setting = "ConnectionStrings__chain";
var setting = args.FirstOrDefault() ?? Environment.GetEnvironmentVariable(Setting);
if (!Uri.TryCreate(setting, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
    return Fail(2, $"set {Setting} to the JSON-RPC URL of a development chain, for example http://127.0.0.1:8545.");

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    var chain = EvmRpcClient.Create(new EvmRpcOptions { Endpoint = url, Timeout = TimeSpan.FromSeconds(30) });
    var deployed = await new ContractDeployer(chain, Console.WriteLine).DeployAsync(stop.Token);
    Console.WriteLine(deployed.Changed ? $"chain {deployed.ChainId} prepared" : $"chain {deployed.ChainId}: nothing to do");
    Console.WriteLine($"contracts ready: token {deployed.Token.Address} multicall {deployed.Multicall3}");
    return 0;
}
catch (NotADevelopmentChainException exception)
{
    return Fail(3, exception.Message);
}
catch (EvmRpcException exception)
{
    return Fail(1, $"the chain at {url.GetLeftPart(UriPartial.Authority)} cannot be used: {exception.Message}");
}
catch (OperationCanceledException)
{
    return Fail(130, "stopped.");
}

static int Fail(int exitCode, string message)
{
    Console.Error.WriteLine($"contracts: {message}");
    return exitCode;
}
