using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.TestSupport.Chain;
using X402.TestSupport.Processes;

namespace X402.Contracts.Tests.Deployment;

/// <summary>What is no development chain is not touched, and the person at the keyboard learns why.</summary>
public class Refused_chains
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_public_network_is_refused_before_anything_is_sent()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { WithContracts = false }, Cancel);
        await using var node = new PublicNode(chain.RpcUrl);

        var run = await ContractsProgram.RunAsync(node.Url, Cancel);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("not a development chain", run.Error, StringComparison.Ordinal);
        Assert.Equal(["anvil_nodeInfo"], node.Called);
    }

    [Fact]
    public async Task A_fork_keeps_the_contracts_it_came_with()
    {
        await using var origin = await AnvilProcess.StartAsync(new AnvilOptions { WithContracts = false }, Cancel);
        await using var fork = await AnvilProcess.StartAsync(
            new AnvilOptions { WithContracts = false, MoreArguments = ["--fork-url", origin.RpcUrl.ToString(), "--no-storage-caching"] }, Cancel);

        var run = await ContractsProgram.RunAsync(fork.RpcUrl, Cancel);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("fork", run.Error, StringComparison.Ordinal);
        Assert.Empty(await fork.Rpc.SendAsync(EvmRpcCalls.Code(Multicall3.Address), Cancel));
    }

    [Fact]
    public async Task A_chain_that_is_not_there_is_named()
    {
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var run = await ContractsProgram.RunAsync(nobody, Cancel);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"the chain at {nobody.GetLeftPart(UriPartial.Authority)} cannot be used", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_chain_it_says_which_setting_is_missing()
    {
        var run = await ContractsProgram.RunAsync(null, Cancel);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("ConnectionStrings__chain", run.Error, StringComparison.Ordinal);
    }
}
