using System.Diagnostics;
using System.Globalization;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chain_that_is_started_again_goes_on_where_it_was(bool killed)
    {
        var chainId = Random.Shared.NextInt64(1_000_000, 2_000_000_000);
        _app.Builder.AddAnvil("chain", chainId: chainId).WithPersistence(TimeSpan.FromSeconds(1)).WithMineCommand();
        await _app.StartAsync();
        await _app.HealthyAsync("chain");
        var url = (await _app.Running.GetConnectionStringAsync("chain", _app.Cancellation))!;
        for (var i = 0; i < 3; i++)
            await _app.Running.ResourceCommands.ExecuteCommandAsync("chain", "mine", _app.Cancellation);

        if (killed)
        {
            await SavedAsync(chainId);
            using var process = FindAnvil(chainId);
            process.Kill();
            await _app.StateAsync("chain", [.. KnownResourceStates.TerminalStates]);
            await _app.Running.ResourceCommands.ExecuteCommandAsync("chain", KnownResourceCommands.StartCommand, _app.Cancellation);
        }
        else
        {
            await _app.Running.ResourceCommands.ExecuteCommandAsync("chain", KnownResourceCommands.RestartCommand, _app.Cancellation);
        }
        await _app.HealthyAsync("chain");

        Assert.Equal("0x3", await JsonRpc.CallAsync(url, "eth_blockNumber", _app.Cancellation));
    }

    [Fact]
    public async Task Half_a_file_of_a_killed_chain_is_not_loaded()
    {
        using var state = new ChainState(TimeSpan.FromSeconds(1));
        var written = state.NextArguments().ElementAt(1);

        Assert.DoesNotContain("--load-state", state.NextArguments());
        await File.WriteAllTextAsync(written, """{"block":{"number":"0x1"}}""", _app.Cancellation);
        var whole = state.NextArguments().Last();
        await File.WriteAllTextAsync(written, """{"block":{"num""", _app.Cancellation);

        Assert.Equal(whole, state.NextArguments().Last());
        Assert.Contains("0x1", await File.ReadAllTextAsync(whole, _app.Cancellation), StringComparison.Ordinal);
    }

    private async Task SavedAsync(long chainId)
    {
        using var process = FindAnvil(chainId);
        var arguments = CommandLineOf(process);
        var file = arguments[Array.IndexOf(arguments, "--dump-state") + 1];
        while (!File.Exists(file) || !(await File.ReadAllTextAsync(file, _app.Cancellation)).Contains("\"best_block_number\":3", StringComparison.Ordinal))
            await Task.Delay(50, _app.Cancellation);
    }

    private static Process FindAnvil(long chainId) => Process.GetProcessesByName("anvil")
        .Single(process => CommandLineOf(process).Contains(chainId.ToString(CultureInfo.InvariantCulture)));

    private static string[] CommandLineOf(Process process) => File.ReadAllText($"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/cmdline").Split('\0');
}
