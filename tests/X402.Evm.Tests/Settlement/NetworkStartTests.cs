using X402.Evm.Settlement;

namespace X402.Evm.Tests.Settlement;

public sealed class NetworkStartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_network_starts_though_its_first_look_at_the_chain_breaks_in_a_way_nobody_thought_of()
    {
        var looked = 0;
        var ready = new TaskCompletionSource();
        await using var bench = new EngineBench(isIdentified: false);
        bench.Node.Meddle = (method, parameters) =>
        {
            if (method == "eth_chainId" && looked++ == 0)
                throw new InvalidDataException("not thought of");
            // the watcher's question
            if (method == "eth_getBlockByNumber" && parameters.Contains("latest", StringComparison.Ordinal))
                ready.TrySetResult();
            return null;
        };
        using var network = new SettlementNetwork(bench.Chain, bench.Leases, []);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var running = network.RunAsync(stopping.Token);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.True(bench.Chain.IsIdentified);
        await stopping.CancelAsync();
        await running.ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
