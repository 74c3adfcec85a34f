using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using X402.Evm.Rpc;
using X402.Evm.Settlement;
using X402.Money;
using X402.Settlement;
using X402.TestSupport;

namespace X402.Evm.Tests.Settlement;

public sealed class RelayerFundsTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>
{
    private static readonly EvmAddress s_relayer = EvmAddress.Parse("0x00000000000000000000000000000000000Fee01");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_balance_that_was_asked_for_earlier_and_comes_later_does_not_hide_the_newer_one()
    {
        var node = new SlowNode(fixture.Chain.Rpc);
        var funds = new RelayerFunds(ContextOf(node), s_relayer);
        await SetBalanceAsync(7);
        var late = funds.WatchAsync(Cancellation);
        var earlier = await node.AnsweredAsync();
        await SetBalanceAsync(9);
        var newer = funds.WatchAsync(Cancellation);

        (await node.AnsweredAsync()).SetResult();
        await newer;
        earlier.SetResult();
        await late;

        Assert.Equal<UInt256>(9, funds.Balance!.Value);
    }

    [Fact]
    public async Task Too_little_money_closes_and_a_refill_opens()
    {
        var funds = new RelayerFunds(ContextOf(fixture.Chain.Rpc), s_relayer);
        await SetBalanceAsync(10);
        Assert.False(await funds.IsEmptyAsync(Cancellation));

        Assert.False(await funds.CoverAsync(0, 11, new GasFees(1UL, 1UL), Cancellation));
        Assert.True(await funds.IsEmptyAsync(Cancellation));
        await SetBalanceAsync(11);
        Assert.False(await funds.IsEmptyAsync(Cancellation));
        Assert.True(await funds.CoverAsync(0, 11, new GasFees(1UL, 1UL), Cancellation));
    }

    [Fact]
    public async Task What_is_on_its_way_is_not_spent_twice()
    {
        var funds = new RelayerFunds(ContextOf(fixture.Chain.Rpc), s_relayer);
        await SetBalanceAsync(10);

        Assert.True(await funds.CoverAsync(0, 6, new GasFees(1UL, 1UL), Cancellation));
        Assert.False(await funds.CoverAsync(1, 6, new GasFees(1UL, 1UL), Cancellation));
        funds.Release(0);
        Assert.True(await funds.CoverAsync(1, 6, new GasFees(1UL, 1UL), Cancellation));
    }

    [Fact]
    public async Task What_a_transaction_costs_more_than_before_is_reserved_too_and_given_back_with_the_rest()
    {
        var funds = new RelayerFunds(ContextOf(fixture.Chain.Rpc), s_relayer);
        await SetBalanceAsync(10);
        Assert.True(await funds.CoverAsync(0, 3, new GasFees(1UL, 1UL), Cancellation));
        Assert.True(await funds.CoverAsync(1, 4, new GasFees(1UL, 1UL), Cancellation));

        Assert.False(await funds.ReserveAsync(1, 8, Cancellation));
        Assert.True(await funds.ReserveAsync(1, 7, Cancellation));
        Assert.False(await funds.CoverAsync(2, 1, new GasFees(1UL, 1UL), Cancellation));

        funds.Release(1);
        funds.Release(1);
        Assert.False(await funds.CoverAsync(2, 8, new GasFees(1UL, 1UL), Cancellation));
        Assert.True(await funds.CoverAsync(2, 7, new GasFees(1UL, 1UL), Cancellation));
    }

    private async Task SetBalanceAsync(ulong wei) => await fixture.Chain.RpcAsync("anvil_setBalance", [s_relayer.ToString(), $"0x{wei:x}"], Cancellation);

    private ChainContext ContextOf(IEvmRpc rpc) => new()
    {
        Network = fixture.Chain.Network.ToString(),
        ChainId = fixture.Chain.ChainId,
        Options = new EvmNetworkOptions(),
        Rpc = rpc,
        Witnesses = Witnesses.One(rpc),
        Journal = new InMemorySettlementJournal(TimeProvider.System, new InMemoryRelayerLeases(TimeProvider.System)),
        Schemes = new Dictionary<string, IEvmSettlementScheme>(),
        Time = TimeProvider.System,
        Logger = NullLogger.Instance,
        GasBudget = new(new EvmNetworkOptions(), TimeProvider.System, NullLogger.Instance),
        Queue = new(TimeProvider.System),
    };

    /// <summary>The chain, whose answers reach the caller when the test says so.</summary>
    private sealed class SlowNode(IEvmRpc inner) : IEvmRpc
    {
        private readonly BlockingCollection<TaskCompletionSource> _held = [];

        public async Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
        {
            await inner.SendAsync(calls, cancellationToken);
            var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _held.Add(release, cancellationToken);
            await release.Task;
        }

        public Task<TaskCompletionSource> AnsweredAsync() => Task.Run(() => _held.Take(Cancellation), Cancellation);
    }
}
