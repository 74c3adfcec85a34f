using X402.Evm.Settlement;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>Only what is sent costs gas. The budget here has room for one settlement, so a charge that is not given back is one too many.</summary>
public sealed class GasBudgetTests : IDisposable
{
    // what the node charges, and what a transfer may use
    private const ulong GweiPerGas = 3;

    private readonly EngineBench _bench;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

    public GasBudgetTests()
    {
        using var measuring = new EngineBench();
        var gas = measuring.Chain.Schemes["exact"].TryBuildCall(measuring.Request(nonce: 1, amount: 1))!.GasLimit;
        _bench = new(new() { MaxGasCostPerPayerGwei = gas * GweiPerGas, MaxGasCostPerAssetGwei = gas * GweiPerGas });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_withdrawn_before_it_could_be_signed_costs_nothing()
    {
        var withdrawn = await _bench.AcceptAsync(nonce: 1);
        await _bench.StepAsync(withdrawn.Record, SettlementState.Withdrawn);
        _bench.Chain.Queue.Add(withdrawn);

        await OnlyThisIsSentAsync(async () => await _bench.AcceptAsync(nonce: 2));
    }

    [Fact]
    public async Task What_waited_for_the_relayers_money_until_it_expired_costs_nothing()
    {
        _bench.Node.Balance = 0;
        var asked = new TaskCompletionSource();
        _bench.Node.Answering = method =>
        {
            if (method == "eth_getBalance")
                asked.TrySetResult();
            return Task.CompletedTask;
        };
        _bench.Chain.Queue.Add(await _bench.AcceptAsync(nonce: 1));

        await OnlyThisIsSentAsync(async () =>
        {
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
            while (_bench.Chain.Queue.Count == 0)
                await Task.Yield();
            _bench.Node.Balance = 1_000_000_000_000_000_000;
            _bench.Time.Advance(TimeSpan.FromMinutes(11));
            return await _bench.AcceptAsync(nonce: 2);
        });
    }

    [Fact]
    public async Task What_a_transaction_carried_that_can_never_land_costs_nothing()
    {
        var item = await _bench.AcceptAsync(nonce: 1);
        var transaction = new RelayerTransaction { Id = new(_bench.Chain.Network, "0x0000000000000000000000000000000000000001", 0), Settlements = [item.Call.Id], Variants = [new($"0x{1:x64}", default, 1, 1, _bench.Time.GetUtcNow())] };
        Assert.Null(_bench.Chain.GasBudget.Charge(item, GweiPerGas));
        item.Follow((await _bench.Journal.SignAsync(transaction, [item.Record.Version], 1, _bench.Time.GetUtcNow(), Cancellation)).Settlements[0]);
        var tracked = new TrackedTransaction(transaction, [item]) { WasSent = true, SentAt = _bench.Time.GetUtcNow() };
        _bench.Node.NextNonce = 1;

        Assert.True(await _bench.Minder.MindAsync(tracked, _bench.Head, Cancellation));

        Assert.Null(item.GasCharge);
        Assert.True(_bench.Chain.Queue.Contains(item.Call.Id, item.Record.Version));
    }

    public void Dispose()
    {
        _stop.Dispose();
        _bench.Dispose();
    }

    private async Task OnlyThisIsSentAsync(Func<Task<SettlementItem>> accept)
    {
        using var relayer = await _bench.EmployAsync();
        var working = relayer.RunAsync(_stop.Token);
        var item = await accept();
        _bench.Chain.Queue.Add(item);

        var sent = await _bench.Node.SentAsync();

        Assert.True(sent.Data.Span.SequenceEqual(item.Call.Data.Span));
        await _stop.CancelAsync();
        await working;
    }
}
