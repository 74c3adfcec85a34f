using X402.Hosting.Tools;
using X402.TestSupport;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;

namespace X402.Contracts.Tests.Fixtures;

public class Fixtures_come_up(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_has_contracts_and_money()
    {
        Assert.Equal(DevelopmentChain.StartingBalance, await anvil.Chain.BalanceOfAsync(anvil.Chain.Accounts[2].Address, cancellationToken: Cancel));
        Assert.Equal(0UL, await anvil.Chain.BalanceOfAsync(anvil.Chain.Accounts[1].Address, cancellationToken: Cancel));
        await anvil.Chain.MintAsync(anvil.Chain.Accounts[1].Address, 5UL, cancellationToken: Cancel);
        Assert.Equal(5UL, await anvil.Chain.BalanceOfAsync(anvil.Chain.Accounts[1].Address, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_snapshot_takes_the_chain_back()
    {
        var account = anvil.Chain.Accounts[0].Address;
        var snapshot = await anvil.Chain.SnapshotAsync(Cancel);
        await anvil.Chain.MintAsync(account, 7UL, cancellationToken: Cancel);
        await anvil.Chain.RevertAsync(snapshot, Cancel);
        Assert.Equal(0UL, await anvil.Chain.BalanceOfAsync(account, cancellationToken: Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_durable_redis_keeps_what_it_acknowledged_when_it_is_killed(bool garnet)
    {
        await using var redis = await RedisProcess.StartAsync(new RedisOptions { Garnet = garnet }, Cancel);
        Assert.Equal(garnet, redis.Kind is RedisKind.Garnet);
        Assert.Equal("+OK", await RedisWire.SendAsync(redis, "SET paid yes", Cancel));

        await redis.KillAsync(Cancel);
        await redis.RestartAsync(Cancel);

        Assert.Equal("$3\r\nyes", await RedisWire.SendAsync(redis, "GET paid", Cancel));
    }

    [Fact]
    public async Task A_chain_that_cannot_start_says_why()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => AnvilProcess.StartAsync(new AnvilOptions { MoreArguments = ["--no-such-option"] }, Cancel));
        Assert.Contains("--no-such-option", failure.Message, StringComparison.Ordinal);
    }
}
