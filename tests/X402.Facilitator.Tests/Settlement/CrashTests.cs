using X402.Facilitator.Tests.Hosting;
using X402.Facilitators;
using X402.Money;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>The process dies at the worst moments; the next one finishes what was begun, and the money moves once.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    // one per test: chains that begin in the same second cannot be told apart in a journal they share
    private RedisProcess _redis = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisProcess.StartAsync(cancellationToken: Cancellation);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    public static TheoryData<string> KillPoints => ["accepted", "signing", "signed", "sent", "mined", "confirmed"];

    [Theory]
    [MemberData(nameof(KillPoints))]
    public async Task Killed_at_any_point_the_settlement_is_resumed_and_the_money_moves_once(string killPoint)
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();

        await using (var dying = await FacilitatorProcess.StartAsync(chain, _redis, killPoint))
        {
            await Assert.ThrowsAsync<FacilitatorException>(() => dying.Facilitator.SettleAsync(payment, Cancellation));
            await dying.WaitForExitAsync();
        }
        // the relayer's next holder resumes by itself; nobody has to stumble over what was left open
        await using var next = await FacilitatorProcess.StartAsync(chain, _redis, settings: new Dictionary<string, string?> { ["Network:AdoptAfter"] = "00:30:00" });
        var receipt = await next.Facilitator.SettleAsync(payment, Cancellation);

        Assert.True(receipt.Success, $"{receipt.ErrorReason}{Environment.NewLine}{next.Output}");
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
        Assert.NotNull(await chain.ReceiptOfAsync(receipt.Transaction));
    }

    [Theory]
    [InlineData("signed")]
    [InlineData("sent")]
    public async Task What_a_relayer_left_that_nobody_holds_any_more_is_sent_and_watched_by_a_process_with_other_relayers(string killPoint)
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();
        await using (var dying = await FacilitatorProcess.StartAsync(chain, _redis, killPoint))
            await Assert.ThrowsAsync<FacilitatorException>(() => dying.Facilitator.SettleAsync(payment, Cancellation));

        await using var next = await FacilitatorHost.StartAsync(chain, FacilitatorHost.Relayers(chain, 9), _redis);
        var receipt = await next.Facilitator.SettleAsync(payment, Cancellation);

        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.Equal((1UL, 0UL), (await chain.TransactionsOfAsync(0), await chain.TransactionsOfAsync(9)));
    }

    [Fact]
    public async Task Without_being_asked_again_the_next_process_settles_what_was_accepted()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();
        await using (var dying = await FacilitatorProcess.StartAsync(chain, _redis, "accepted"))
            await Assert.ThrowsAsync<FacilitatorException>(() => dying.Facilitator.SettleAsync(payment, Cancellation));

        await using var next = await FacilitatorHost.StartAsync(chain, redis: _redis);
        await Eventually.TrueAsync(async () => await chain.ReceivedSinceAsync(payer.Payee, before) == 10_000);
    }

    [Fact]
    public async Task Killed_under_load_nothing_is_lost_and_nothing_is_paid_twice()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payments = await payer.PayManyAsync(60, payer.Ask(maxTimeoutSeconds: 300));

        await using (var dying = await FacilitatorProcess.StartAsync(chain, _redis))
        {
            var settling = payments.Select(payment => dying.Facilitator.SettleAsync(payment, Cancellation)).ToArray();
            // nothing is mined yet: some are sent, some signed, some only accepted
            await Eventually.TrueAsync(async () => (await chain.RpcAsync("txpool_status", [], Cancellation)).GetProperty("pending").GetString() != "0x0");
            await dying.KillAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(settling));
        }
        await chain.SetBlockTimeAsync(TimeSpan.FromSeconds(1), Cancellation);
        await using var next = await FacilitatorProcess.StartAsync(chain, _redis);
        var receipts = await Task.WhenAll(payments.Select(payment => next.Facilitator.SettleAsync(payment, Cancellation)));

        Assert.All(receipts, receipt => Assert.True(receipt.Success, receipt.ErrorReason));
        Assert.Equal<UInt256>(600_000, await chain.ReceivedSinceAsync(payer.Payee, before));
    }

    [Fact]
    public async Task A_journal_that_dies_and_comes_back_loses_nothing()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var store = await RedisProcess.StartAsync(cancellationToken: Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, redis: store);
        var payer = new Payer(chain);
        var first = await payer.PayAsync();
        Assert.True((await host.Facilitator.SettleAsync(first, Cancellation)).Success);

        await store.KillAsync(Cancellation);
        var second = await payer.PayAsync();
        var refused = await Record.ExceptionAsync(() => host.Facilitator.SettleAsync(second, Cancellation));
        await store.RestartAsync(Cancellation);

        // without the journal there is no settlement, whatever the answer was
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
        Assert.True(refused is null or FacilitatorException, $"{refused}");
        await Eventually.TrueAsync(async () =>
        {
            var answer = await Record.ExceptionAsync(async () => Assert.True((await host.Facilitator.SettleAsync(second, Cancellation)).Success));
            return answer is null;
        });
        Assert.Equal((await host.Facilitator.SettleAsync(first, Cancellation)).Transaction, (await host.Facilitator.SettleAsync(first, Cancellation)).Transaction);
        Assert.Equal(2UL, await chain.TransactionsOfAsync(0));
    }
}
