using Aspire.Hosting.Testing;
using X402.Hosting.Tests.Engine;

namespace X402.Hosting.Tests.Anvil;

public sealed class AnvilTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_chain_answers_with_its_id_and_others_are_told_where_it_is()
    {
        var chain = _app.Builder.AddAnvil("chain", chainId: 84532);
        _app.Sample("service").WithReference(chain).WaitFor(chain).WithHttpHealthCheck("/health");
        await _app.StartAsync();
        await _app.HealthyAsync("service");

        var environment = await _app.EnvironmentAsync("service");
        var url = environment["ConnectionStrings__chain"];

        Assert.Equal("0x14a34", await JsonRpc.CallAsync(url, "eth_chainId", _app.Cancellation));
        Assert.Equal((url, "84532"), (environment["CHAIN_RPCURL"], environment["CHAIN_CHAINID"]));
        Assert.Equal(url, await _app.Running.GetConnectionStringAsync("chain", _app.Cancellation));
        Assert.False((await _app.EnvironmentAsync("service")).ContainsKey("CHAIN_HTTP"));
    }

    [Fact]
    public async Task The_command_mines_a_block()
    {
        _app.Builder.AddAnvil("chain").WithMineCommand();
        await _app.StartAsync();
        await _app.HealthyAsync("chain");
        var url = (await _app.Running.GetConnectionStringAsync("chain", _app.Cancellation))!;
        Assert.Equal("0x0", await JsonRpc.CallAsync(url, "eth_blockNumber", _app.Cancellation));

        var mined = await _app.Running.ResourceCommands.ExecuteCommandAsync("chain", "mine", _app.Cancellation);

        Assert.True(mined.Success);
        Assert.Equal("0x1", await JsonRpc.CallAsync(url, "eth_blockNumber", _app.Cancellation));
    }

    [Fact]
    public async Task With_a_block_time_blocks_come_by_themselves()
    {
        _app.Builder.AddAnvil("chain").WithBlockTime(TimeSpan.FromSeconds(1));
        await _app.StartAsync();
        await _app.HealthyAsync("chain");
        var url = (await _app.Running.GetConnectionStringAsync("chain", _app.Cancellation))!;

        while (await JsonRpc.CallAsync(url, "eth_blockNumber", _app.Cancellation) == "0x0")
            await Task.Delay(50, _app.Cancellation);
    }
}
