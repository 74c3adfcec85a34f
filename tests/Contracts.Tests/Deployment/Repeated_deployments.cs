using X402.Evm.Contracts;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Deployment;

/// <summary>The deployer may run as often as it likes.</summary>
public class Repeated_deployments
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_second_run_changes_nothing_and_says_so()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { WithContracts = false }, Cancel);

        var first = await ContractsProgram.RunAsync(chain.RpcUrl, Cancel);
        var afterFirst = await StateAsync(chain);
        var second = await ContractsProgram.RunAsync(chain.RpcUrl, Cancel);

        var ready = $"contracts ready: token {DevelopmentChain.TokenAddress} multicall {Multicall3.Address}";
        Assert.Equal((0, ready), (first.ExitCode, first.Lines[^1]));
        Assert.Equal((0, ready), (second.ExitCode, second.Lines[^1]));
        Assert.Contains("chain 31337: nothing to do", second.Lines);
        Assert.DoesNotContain(second.Lines, line => line.Contains("placed", StringComparison.Ordinal));
        Assert.Equal(afterFirst, await StateAsync(chain));
    }

    [Fact]
    public async Task Only_who_has_nothing_gets_money()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancel);
        var spender = chain.Accounts[2].Address;
        var rich = chain.Accounts[3].Address;
        await chain.MintAsync(rich, 5UL, cancellationToken: Cancel);
        var everything = CompiledContract.Load("DevelopmentDollar").Call("transfer(address,uint256)")
            .Address(chain.Accounts[1].Address).UInt256(DevelopmentChain.StartingBalance).ToArray();
        await chain.ExecuteAsync(spender, chain.TokenAddress, everything, Cancel);

        await ContractsProgram.RunAsync(chain.RpcUrl, Cancel);

        Assert.Equal(DevelopmentChain.StartingBalance, await chain.BalanceOfAsync(spender, cancellationToken: Cancel));
        Assert.Equal(DevelopmentChain.StartingBalance + 5UL, await chain.BalanceOfAsync(rich, cancellationToken: Cancel));
    }

    [Fact]
    public async Task An_older_token_is_replaced_and_keeps_its_balances()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancel);
        await chain.ReplaceTokenAsync("SilentDollar", Cancel);

        var run = await ContractsProgram.RunAsync(chain.RpcUrl, Cancel);

        Assert.Contains($"DevelopmentDollar replaced at {chain.Token.Address}", run.Lines);
        Assert.Equal(DevelopmentChain.StartingBalance, await chain.BalanceOfAsync(chain.Accounts[2].Address, cancellationToken: Cancel));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Chains_with_slow_blocks_or_none_are_prepared_at_once(bool onDemand)
    {
        var options = new AnvilOptions { MineOnDemand = onDemand, BlockTime = onDemand ? null : TimeSpan.FromMinutes(10) };
        await using var chain = await AnvilProcess.StartAsync(options, Cancel);
        Assert.Equal(DevelopmentChain.StartingBalance, await chain.BalanceOfAsync(chain.Accounts[9].Address, cancellationToken: Cancel));
    }

    [Fact]
    public async Task No_development_account_signs_anything()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancel);
        foreach (var account in chain.Accounts)
            Assert.Equal("0x0", (await chain.RpcAsync("eth_getTransactionCount", [account.Address.ToString(), "latest"], Cancel)).GetString());
    }

    private static async Task<(string Block, string Root)> StateAsync(AnvilProcess chain)
    {
        var block = await chain.RpcAsync("eth_getBlockByNumber", ["latest", false], Cancel);
        return (block.GetProperty("number").GetString()!, block.GetProperty("stateRoot").GetString()!);
    }
}
