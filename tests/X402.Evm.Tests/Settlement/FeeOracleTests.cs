using System.Text.Json;
using X402.Evm.Rpc;
using X402.Evm.Settlement;

namespace X402.Evm.Tests.Settlement;

public sealed class FeeOracleTests
{
    private const ulong Gwei = 1_000_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Relayers_that_ask_while_prices_change_never_mix_two_of_them()
    {
        using var time = new OwnTime();
        var oracle = new FeeOracle(new SwingingMarket(), new EvmNetworkOptions(), time);
        await oracle.SuggestAsync(Cancellation);
        var writing = RunAlone(async () =>
        {
            for (var i = 0; i < 200_000; i++)
            {
                time.Pass(TimeSpan.FromSeconds(2));
                await oracle.SuggestAsync(Cancellation);
            }
            return true;
        });

        var seen = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RunAlone(async () =>
        {
            var fees = new HashSet<GasFees>();
            while (!writing.IsCompleted)
                fees.Add((await oracle.SuggestAsync(Cancellation))!.Value);
            return fees;
        })));

        Assert.True(await writing);
        Assert.Subset(new HashSet<GasFees> { new(3 * Gwei, 1 * Gwei), new(45 * Gwei, 5 * Gwei) }, seen.SelectMany(fees => fees).ToHashSet());
    }

    // nothing here waits, so each stays on its thread
    private static Task<T> RunAlone<T>(Func<Task<T>> work) => Task.Factory.StartNew(work, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>A node whose market has another price each time: no real chain's changes so fast.</summary>
    private sealed class SwingingMarket : IEvmRpc
    {
        private static readonly JsonElement[] s_prices = [PriceOf(1 * Gwei, 1 * Gwei), PriceOf(20 * Gwei, 5 * Gwei)];
        private int _asked;

        public Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
        {
            foreach (var call in calls)
                call.Complete(s_prices[Interlocked.Increment(ref _asked) % 2]);
            return Task.CompletedTask;
        }

        private static JsonElement PriceOf(ulong baseFee, ulong priority) =>
            JsonElement.Parse($$"""{"oldestBlock":"0x1","gasUsedRatio":[0.5],"baseFeePerGas":["0x{{baseFee:x}}","0x{{baseFee:x}}"],"reward":[["0x{{priority:x}}"]]}""");
    }

    /// <summary>A clock of its own for each thread: for the others it stands still, so what one of them asked for stays fresh.</summary>
    private sealed class OwnTime : TimeProvider, IDisposable
    {
        private readonly ThreadLocal<TimeSpan> _passed = new();

        public void Pass(TimeSpan time) => _passed.Value += time;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _passed.Value;

        public void Dispose() => _passed.Dispose();
    }
}
