using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.Payments;
using X402.Protocol;
using X402.Settlement;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>Several facilitators on one journal.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    // one per test: chains that begin in the same second cannot be told apart in a journal they share
    private RedisProcess _redis = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisProcess.StartAsync(cancellationToken: Cancellation);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Two_replicas_with_four_relayers_settle_everything_without_a_nonce_error()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { BlockTime = TimeSpan.FromSeconds(1) }, Cancellation);
        var settings = FacilitatorHost.Relayers(chain, 0, 7, 8, 9);
        // small batches, so that all relayers are needed
        settings["Network:BatchSize"] = "4";
        settings["Network:MaxInFlight"] = "2";
        await using var one = await FacilitatorHost.StartAsync(chain, settings, _redis);
        await using var two = await FacilitatorHost.StartAsync(chain, settings, _redis);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        await Eventually.TrueAsync(async () => await one.SettlesAsync(payer) && await two.SettlesAsync(payer));
        var warmUp = await chain.ReceivedSinceAsync(payer.Payee, before);
        var payments = await payer.PayManyAsync(100);

        var receipts = await Task.WhenAll(payments.Select((payment, i) => (i % 2 == 0 ? one : two).Facilitator.SettleAsync(payment, Cancellation)));

        Assert.All(receipts, receipt => Assert.True(receipt.Success, receipt.ErrorReason));
        Assert.Equal<UInt256>(1_000_000, await chain.ReceivedSinceAsync(payer.Payee, before) - warmUp);
    }

    [Fact]
    public async Task One_payment_sent_to_two_replicas_is_one_transaction()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        var settings = FacilitatorHost.Relayers(chain, 0, 9);
        await using var one = await FacilitatorHost.StartAsync(chain, settings, _redis);
        await using var two = await FacilitatorHost.StartAsync(chain, settings, _redis);
        var payment = await new Payer(chain).PayAsync();

        var receipts = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : two).Facilitator.SettleAsync(payment, Cancellation)));

        Assert.All(receipts, receipt => Assert.True(receipt.Success, receipt.ErrorReason));
        Assert.Single(receipts.Select(static receipt => receipt.Transaction).Distinct());
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0) + await chain.TransactionsOfAsync(9));
    }

    [Fact]
    public async Task A_replica_without_a_relayer_has_its_settlements_sent_by_the_one_that_has_it()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var holder = await FacilitatorHost.StartAsync(chain, redis: _redis);
        Assert.True(await holder.SettlesAsync(new Payer(chain)));
        await using var other = await FacilitatorHost.StartAsync(chain, redis: _redis);

        Assert.True(await other.SettlesAsync(new Payer(chain)));
        // nothing of it stays behind where nobody will ever take it
        Assert.Equal(0, other.Waiting);
    }

    [Fact]
    public async Task Settlements_that_cannot_be_read_keep_no_other_waiting()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        var payer = new Payer(chain);
        var (unreadable, fine, forgotten) = (await payer.PayAsync(), await payer.PayAsync(), await payer.PayAsync());
        await using (var first = await FacilitatorHost.StartAsync(chain, redis: _redis))
        {
            foreach (var payment in (FacilitatorRequest[])[unreadable, fine])
                Assert.Equal("settlement_pending", (await first.SettleOnceAsync(payment, wait: 2)).ErrorReason);
            await first.WaitForCountAsync(chain, SettlementState.Broadcast, 2);
            // what a facilitator of an older version accepted
            var known = (await first.Journal.FindAsync(IdOf(chain, payer, fine), Cancellation))!;
            var poison = forgotten with { Payload = forgotten.Payload with { Extensions = JsonElement.Parse("1") } };
            var at = TimeProvider.System.GetUtcNow().AddMinutes(-1);
            await first.Journal.AcceptAsync(known with { Id = IdOf(chain, payer, forgotten), Version = 1, State = SettlementState.Accepted, Request = poison, UpdatedAt = at, CarriedBy = null, Transaction = null }, Cancellation);
        }
        await DamageAsync(IdOf(chain, payer, unreadable));

        await using var second = await FacilitatorHost.StartAsync(chain, redis: _redis);
        await using var withoutRelayer = await FacilitatorHost.StartAsync(chain, redis: _redis);
        var settling = withoutRelayer.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);
        await second.WaitForCountAsync(chain, SettlementState.Broadcast, 2);
        await chain.MineAsync(cancellationToken: Cancellation);

        Assert.True((await settling).Success);
        Assert.True((await second.Facilitator.SettleAsync(fine, Cancellation)).Success);
        var asked = await second.PostAsync("/settle", unreadable);
        Assert.Equal((503, "payment_store_unavailable"), (asked.Status, asked.Json.GetProperty("errorReason").GetString()));
        Assert.Equal(0, second.Waiting);
    }

    private static PaymentId IdOf(AnvilProcess chain, Payer payer, FacilitatorRequest payment) => new(
        chain.Network.ToString(), chain.Token.Address.ToLowerInvariant(), payer.Address.ToLowerString(),
        payment.Payload.Payload.GetProperty("authorization").GetProperty("nonce").GetString()!);

    private async Task DamageAsync(PaymentId id)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        var keys = await connection.GetServers()[0].KeysAsync(pattern: $"*journal:settlement:{id}").ToArrayAsync(Cancellation);
        await connection.GetDatabase().HashSetAsync(Assert.Single(keys), "payload", "1");
    }

    [Fact]
    public async Task A_relayer_of_a_process_that_stopped_goes_on_in_another()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var second = await FacilitatorHost.StartAsync(chain, redis: _redis);
        await using (var first = await FacilitatorProcess.StartAsync(chain, _redis))
        {
            Assert.True((await first.Facilitator.SettleAsync(await new Payer(chain).PayAsync(), Cancellation)).Success);
            await first.KillAsync();
        }

        Assert.True(await second.SettlesAsync(new Payer(chain)));
        Assert.Equal(2UL, await chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task A_development_chain_that_was_begun_anew_is_served_although_the_journal_remembers_the_old_one()
    {
        // the same second, so that both chains have the same first block
        string[] sameBeginning = ["--timestamp", DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)];
        await using (var old = await AnvilProcess.StartAsync(new AnvilOptions { MoreArguments = sameBeginning }, Cancellation))
        await using (var before = await FacilitatorHost.StartAsync(old, redis: _redis))
        {
            Assert.True(await before.SettlesAsync(new Payer(old)));
            Assert.True(await before.SettlesAsync(new Payer(old)));
            await before.WaitUntilAllIsClosedAsync(old);
        }
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MoreArguments = sameBeginning }, Cancellation);
        await using var after = await FacilitatorHost.StartAsync(chain, redis: _redis);
        var payer = new Payer(chain);
        var dollars = await chain.DollarsAsync(payer.Payee);

        Assert.True(await after.SettlesAsync(payer));

        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, dollars));
    }
}
