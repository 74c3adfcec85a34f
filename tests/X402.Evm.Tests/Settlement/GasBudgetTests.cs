using Microsoft.Extensions.Time.Testing;
using X402.Evm.Settlement;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>Only what is sent costs gas. The budget here has room for one settlement, so a charge that is not given back is one too many.</summary>
public sealed class GasBudgetTests : IAsyncDisposable
{
    // what the node charges, and what a transfer may use
    private const ulong GweiPerGas = 3;

    private readonly FakeTimeProvider _time = new();
    private readonly EngineBench _bench;

    public GasBudgetTests()
    {
        var cost = EngineBench.GasLimit * GweiPerGas;
        _bench = new(new() { MaxGasCostPerPayerGwei = cost, MaxGasCostPerAssetGwei = cost }, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_withdrawn_before_it_could_be_signed_costs_nothing()
    {
        var withdrawn = await _bench.AcceptAsync();
        await _bench.StepAsync(withdrawn.Record, SettlementState.Withdrawn);
        _bench.Chain.Queue.Add(withdrawn);

        await OnlyThisIsSentAsync(_bench.AcceptAsync);
    }

    [Fact]
    public async Task What_waited_for_the_relayers_money_until_it_expired_costs_nothing()
    {
        _bench.Node.Balance = 0;
        _bench.Chain.Queue.Add(await _bench.AcceptAsync());

        await OnlyThisIsSentAsync(async () =>
        {
            await EngineBench.UntilAsync(() => _bench.Node.CountOf("eth_getBalance") > 0 && _bench.Chain.Queue.Count > 0);
            _bench.Node.Balance = 1_000_000_000_000_000_000;
            _time.Advance(TimeSpan.FromMinutes(11));
            return await _bench.AcceptAsync();
        });
    }

    [Fact]
    public async Task What_a_transaction_carried_that_can_never_land_costs_nothing()
    {
        var item = await _bench.AcceptAsync();
        Assert.Null(_bench.Chain.GasBudget.Charge(item, GweiPerGas));
        var tracked = await _bench.SignAsync(item, EngineBench.Hash(1));
        (tracked.WasSent, tracked.SentAt) = (true, _time.GetUtcNow());
        _bench.Node.NextNonce = 1;

        Assert.True(await _bench.Minder.MindAsync(tracked, EngineBench.HeadAt(100), Cancellation));

        Assert.Null(item.GasCharge);
        Assert.True(_bench.Chain.Queue.Contains(item.Call.Id, item.Record.Version));
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private async Task OnlyThisIsSentAsync(Func<Task<SettlementItem>> accept)
    {
        await _bench.EmployAsync();
        var item = await accept();
        _bench.Chain.Queue.Add(item);

        // the relayer may have begun a pause only after the test's time had passed
        await EngineBench.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return _bench.Node.HasSent;
        });
        var sent = await _bench.Node.SentAsync();

        Assert.True(sent.Data.Span.SequenceEqual(item.Call.Data.Span));
    }
}
