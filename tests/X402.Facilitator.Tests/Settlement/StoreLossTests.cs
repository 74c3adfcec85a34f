using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.Protocol;
using X402.Reasons;
using X402.Settlement;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>A store that comes back without anything it was told.</summary>
public sealed class StoreLossTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_forgot_everything_stops_no_relayer_and_hides_no_payment()
    {
        await using var redis = await RedisProcess.StartAsync(new() { Durable = false }, Cancellation);
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:MaxInFlight"] = "1" }, redis);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var (sent, waiting, later) = (await payer.PayAsync(), await payer.PayAsync(), await payer.PayAsync());
        var sending = host.SettleOnceAsync(sent);
        await host.WaitForAsync(chain, SettlementState.Broadcast);
        var queueing = host.SettleOnceAsync(waiting, wait: 20);
        await Eventually.TrueAsync(() => Task.FromResult(host.Waiting == 1));

        await redis.RestartAsync(Cancellation);
        await chain.MineAsync(cancellationToken: Cancellation);

        Assert.True((await SettleAsync(host, chain, later)).Success);
        // what became of these two is not written anywhere: that is no reason to call one of them failed
        Assert.Equal(PaymentReasons.SettlementPending.Code, (await queueing).ErrorReason);
        Assert.Contains((await sending).ErrorReason, (string?[])[null, PaymentReasons.SettlementPending.Code]);
        // who asks again is told by the chain
        Assert.True((await host.SettleOnceAsync(sent)).Success);
        Assert.True((await SettleAsync(host, chain, waiting)).Success);
        Assert.Equal<UInt256>(30_000, await chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.Equal(3UL, await chain.TransactionsOfAsync(0));
    }

    // blocks come while it waits, and it is asked again until the store is there
    private static async Task<SettleResponse> SettleAsync(FacilitatorHost host, AnvilProcess chain, FacilitatorRequest payment)
    {
        while (true)
        {
            var settling = host.SettleOnceAsync(payment);
            while (!settling.IsCompleted)
            {
                await chain.MineAsync(cancellationToken: Cancellation);
                await Task.Delay(100, Cancellation);
            }
            if (await settling is { ErrorReason: not "payment_store_unavailable" } answer)
                return answer;
        }
    }
}
