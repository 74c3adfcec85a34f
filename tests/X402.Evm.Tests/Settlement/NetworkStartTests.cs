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
        var node = new FakeNode
        {
            Meddle = (method, parameters) =>
            {
                if (method == "eth_chainId" && looked++ == 0)
                    throw new InvalidDataException("not thought of");
                // the watcher's question
                if (method == "eth_getBlockByNumber" && parameters.Contains("latest", StringComparison.Ordinal))
                    ready.TrySetResult();
                return null;
            },
        };
        var (chain, leases) = Engine.ContextOf(node, new EvmNetworkOptions(), identity: null);
        using var network = new SettlementNetwork(chain, leases, []);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var running = network.RunAsync(stopping.Token);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.True(chain.IsIdentified);
        await stopping.CancelAsync();
        await running.ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
