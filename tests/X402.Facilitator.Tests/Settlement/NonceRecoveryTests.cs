using System.Text.Json.Nodes;
using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.Settlement;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>Journal and chain disagree about a relayer's nonces, on a chain that is no development chain and hence never begins anew.</summary>
public sealed class NonceRecoveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_that_was_final_and_is_gone_happens_again_by_the_same_transaction()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var node = await LyingNode.StartAsync(chain);
        node.Lie = OfARealNetwork;
        await using var redis = await RedisProcess.StartAsync(cancellationToken: Cancellation);
        var settings = new Dictionary<string, string?> { ["Network:FinalityDepth"] = "1" };
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();
        var snapshot = await chain.SnapshotAsync(Cancellation);
        string transaction;
        await using (var host = await FacilitatorHost.StartAsync(chain, settings, redis, node.Url))
        {
            transaction = (await host.Facilitator.SettleAsync(payment, Cancellation)).Transaction;
            await host.WaitForAsync(chain, SettlementState.Settled);
        }

        await chain.RevertAsync(snapshot, Cancellation);
        Assert.Equal(UInt256.Zero, await chain.ReceivedSinceAsync(payer.Payee, before));
        await using var next = await FacilitatorHost.StartAsync(chain, settings, redis, node.Url);

        await Eventually.TrueAsync(async () => await chain.ReceivedSinceAsync(payer.Payee, before) == 10_000);
        Assert.NotNull(await chain.ReceiptOfAsync(transaction));
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
        Assert.Equal(transaction, (await next.Facilitator.SettleAsync(payment, Cancellation)).Transaction);
        Assert.True(await next.SettlesAsync(new Payer(chain)));
    }

    [Fact]
    public async Task Nonces_that_nobody_knows_the_transactions_of_are_filled_so_that_payments_land()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var node = await LyingNode.StartAsync(chain);
        node.Lie = OfARealNetwork;
        MeddledJournal journal = null!;
        await using var host = await FacilitatorHost.StartAsync(chain, rpcUrl: node.Url, services: services => services.MeddleWithJournal(inner => journal = new MeddledJournal(inner) { LastNonce = 1 }));

        Assert.True(await host.SettlesAsync(new Payer(chain)));

        // two that do nothing, and the payment
        Assert.Equal(3UL, await chain.TransactionsOfAsync(0));
        Assert.Equal(3, journal.Signed);
    }

    private static JsonNode? OfARealNetwork(string method, JsonNode? result) => method == "web3_clientVersion" ? "Geth/v1.16.7-stable" : result;
}
