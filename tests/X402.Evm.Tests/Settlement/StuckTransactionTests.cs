using X402.Evm.Settlement;
using X402.Evm.Transactions;
using X402.Money;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>
/// A transaction that no block takes gets a higher fee only where one may be paid. Nodes drop what waits for long, so where none may, it is sent as
/// it is, again and again.
/// </summary>
public sealed class StuckTransactionTests : IDisposable
{
    // what the node charges; twelve and a half percent more is the least that replaces it
    private const ulong GweiPerGas = 3;

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
    private readonly ulong _gas;

    public StuckTransactionTests()
    {
        using var measuring = new EngineBench();
        _gas = measuring.Chain.Schemes["exact"].TryBuildCall(measuring.Request(nonce: 1, amount: 1))!.GasLimit;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task At_the_highest_price_allowed_it_is_sent_as_it_is_whatever_gas_costs_by_now(ulong baseFeeGwei)
    {
        using var bench = new EngineBench(new() { MaxFeePerGasGwei = GweiPerGas });
        await IsSentAsItIsAsync(bench, () => bench.Node.BaseFee = baseFeeGwei * 1_000_000_000);
    }

    [Fact]
    public async Task Where_a_higher_fee_costs_more_than_a_settlement_may_it_is_sent_as_it_is()
    {
        using var bench = new EngineBench(new() { MaxCostPerSettlementGwei = _gas * GweiPerGas });
        await IsSentAsItIsAsync(bench);
    }

    [Fact]
    public async Task Where_the_relayer_has_no_money_for_a_higher_fee_it_is_sent_as_it_is()
    {
        using var bench = new EngineBench();
        bench.Node.Balance = (UInt256)_gas * GweiPerGas * 1_000_000_000;
        await IsSentAsItIsAsync(bench);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_limits_and_money_suffice_it_gets_a_higher_fee_also_when_it_only_fills_a_gap(bool settles)
    {
        using var bench = new EngineBench(new() { MaxCostPerSettlementGwei = _gas * (GweiPerGas + 1) });
        bench.Node.Balance = (UInt256)_gas * (GweiPerGas + 1) * 1_000_000_000;
        var (tracked, sent, working) = await SendAsync(bench);
        if (!settles)
            tracked.Transaction = tracked.Transaction with { Settlements = [] };
        bench.Time.Advance(bench.Chain.Options.StuckAfter);

        await bench.Minder.MindAsync(tracked, bench.Head, Cancellation);

        var replacing = await bench.Node.SentAsync();
        Assert.Equal((sent.Nonce, sent.GasLimit), (replacing.Nonce, replacing.GasLimit));
        Assert.True(replacing.Fees.MaxFeePerGas > sent.Fees.MaxFeePerGas);
        Assert.Equal(2, tracked.Transaction.Variants.Count);
        await StopAsync(working);
    }

    public void Dispose() => _stop.Dispose();

    private async Task IsSentAsItIsAsync(EngineBench bench, Action? change = null)
    {
        var (tracked, sent, working) = await SendAsync(bench);
        change?.Invoke();
        bench.Time.Advance(bench.Chain.Options.StuckAfter);
        for (var i = 0; i < 5; i++)
        {
            await bench.Minder.MindAsync(tracked, bench.Head, Cancellation);
            Assert.True(bench.Node.HasSent);
            Assert.Equal(sent.SigningHash, (await bench.Node.SentAsync()).SigningHash);
            await bench.Minder.MindAsync(tracked, bench.Head, Cancellation);
            Assert.False(bench.Node.HasSent);
            bench.Time.Advance(TimeSpan.FromSeconds(3));
        }
        Assert.Single(tracked.Transaction.Variants);
        await StopAsync(working);
    }

    private async Task<(TrackedTransaction Tracked, Eip1559Transaction Sent, Task Working)> SendAsync(EngineBench bench)
    {
        var relayer = await bench.EmployAsync();
        var working = relayer.RunAsync(_stop.Token);
        var item = await bench.AcceptAsync(nonce: 1);
        bench.Chain.Queue.Add(item);
        var sent = await bench.Node.SentAsync();
        var now = bench.Time.GetUtcNow();
        var id = new RelayerTransactionId(bench.Chain.Network, relayer.Address.ToLowerString(), sent.Nonce);
        var transaction = await bench.Journal.FindTransactionAsync(id, Cancellation);
        return (new(transaction!, [item]) { Owner = relayer, WasSent = true, SentAt = now, EvidenceAt = now }, sent, working);
    }

    private async Task StopAsync(Task working)
    {
        await _stop.CancelAsync();
        await working;
    }
}
