using Microsoft.Extensions.Time.Testing;
using X402.Evm.Settlement;
using X402.Evm.Transactions;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>
/// A transaction that no block takes gets a higher fee only where one may be paid. Nodes drop what waits for long, so where none may, it is sent as
/// it is, again and again.
/// </summary>
public sealed class StuckTransactionTests
{
    // what the node charges; twelve and a half percent more is the least that replaces it
    private const ulong GweiPerGas = 3;

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task At_the_highest_price_allowed_it_is_sent_as_it_is_whatever_gas_costs_by_now(ulong baseFeeGwei)
    {
        await using var bench = new EngineBench(new() { MaxFeePerGasGwei = GweiPerGas }, _time);
        await IsSentAsItIsAsync(bench, () => bench.Node.BaseFee = baseFeeGwei * 1_000_000_000);
    }

    [Fact]
    public async Task Where_a_higher_fee_costs_more_than_a_settlement_may_it_is_sent_as_it_is()
    {
        await using var bench = new EngineBench(new() { MaxCostPerSettlementGwei = EngineBench.GasLimit * GweiPerGas }, _time);
        await IsSentAsItIsAsync(bench);
    }

    [Fact]
    public async Task Where_the_relayer_has_no_money_for_a_higher_fee_it_is_sent_as_it_is()
    {
        await using var bench = new EngineBench(time: _time);
        bench.Node.Balance = EngineBench.GasLimit * GweiPerGas * 1_000_000_000;
        await IsSentAsItIsAsync(bench);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_limits_and_money_suffice_it_gets_a_higher_fee_also_when_it_only_fills_a_gap(bool settles)
    {
        await using var bench = new EngineBench(new() { MaxCostPerSettlementGwei = EngineBench.GasLimit * (GweiPerGas + 1) }, _time);
        bench.Node.Balance = EngineBench.GasLimit * (GweiPerGas + 1) * 1_000_000_000;
        var (tracked, sent) = await SendAsync(bench);
        if (!settles)
            tracked.Transaction = tracked.Transaction with { Settlements = [] };
        _time.Advance(bench.Chain.Options.StuckAfter);

        await bench.Minder.MindAsync(tracked, EngineBench.HeadAt(100), Cancellation);

        var replacing = await bench.Node.SentAsync();
        Assert.Equal((sent.Nonce, sent.GasLimit), (replacing.Nonce, replacing.GasLimit));
        Assert.True(replacing.Fees.MaxFeePerGas > sent.Fees.MaxFeePerGas);
        Assert.Equal(2, tracked.Transaction.Variants.Count);
    }

    private async Task IsSentAsItIsAsync(EngineBench bench, Action? change = null)
    {
        var (tracked, sent) = await SendAsync(bench);
        change?.Invoke();
        _time.Advance(bench.Chain.Options.StuckAfter);
        for (var i = 0; i < 5; i++)
        {
            await bench.Minder.MindAsync(tracked, EngineBench.HeadAt(100), Cancellation);
            Assert.True(bench.Node.HasSent);
            Assert.Equal(sent.SigningHash, (await bench.Node.SentAsync()).SigningHash);
            await bench.Minder.MindAsync(tracked, EngineBench.HeadAt(100), Cancellation);
            Assert.False(bench.Node.HasSent);
            _time.Advance(TimeSpan.FromSeconds(3));
        }
        Assert.Single(tracked.Transaction.Variants);
    }

    private async Task<(TrackedTransaction Tracked, Eip1559Transaction Sent)> SendAsync(EngineBench bench)
    {
        var relayer = await bench.EmployAsync();
        var item = await bench.AcceptAsync();
        bench.Chain.Queue.Add(item);
        var sent = await bench.Node.SentAsync();
        var now = _time.GetUtcNow();
        var id = new RelayerTransactionId(bench.Chain.Network, relayer.Address.ToLowerString(), sent.Nonce);
        var transaction = await bench.Journal.FindTransactionAsync(id, Cancellation);
        return (new(transaction!, [item]) { Owner = relayer, WasSent = true, SentAt = now, EvidenceAt = now }, sent);
    }
}
