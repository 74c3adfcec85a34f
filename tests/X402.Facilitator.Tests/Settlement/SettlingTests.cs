using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.TestSupport;

namespace X402.Facilitator.Tests.Settlement;

public sealed class SettlingTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_moves_the_money_once_and_the_receipt_names_the_transaction()
    {
        var chain = fixture.Chain;
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();

        Assert.True((await host.Facilitator.VerifyAsync(payment, Cancellation)).IsValid);
        var receipt = await host.Facilitator.SettleAsync(payment, Cancellation);

        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.Equal(payer.Address.ToString(), receipt.Payer);
        Assert.Equal(chain.Network.ToString(), receipt.Network);
        Assert.NotNull(await chain.ReceiptOfAsync(receipt.Transaction));
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
    }

    [Fact]
    public async Task Settling_again_answers_the_same_and_sends_nothing()
    {
        var chain = fixture.Chain;
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payment = await new Payer(chain).PayAsync();
        var first = await host.Facilitator.SettleAsync(payment, Cancellation);
        var sent = await chain.TransactionsOfAsync(0);

        var second = await host.Facilitator.SettleAsync(payment, Cancellation);

        Assert.Equal(first, second);
        Assert.Equal(sent, await chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task A_hundred_settlements_of_one_payment_are_one_transaction()
    {
        var chain = fixture.Chain;
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payment = await new Payer(chain).PayAsync();
        var sent = await chain.TransactionsOfAsync(0);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.Facilitator.SettleAsync(payment, Cancellation)));

        Assert.All(receipts, receipt => Assert.True(receipt.Success, receipt.ErrorReason));
        Assert.Single(receipts.Select(static receipt => receipt.Transaction).Distinct());
        Assert.Equal(sent + 1, await chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task A_hundred_payments_at_once_all_settle_in_fewer_transactions()
    {
        var chain = fixture.Chain;
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payments = await payer.PayManyAsync(100);
        var sent = await chain.TransactionsOfAsync(0);

        var receipts = await Task.WhenAll(payments.Select(payment => host.Facilitator.SettleAsync(payment, Cancellation)));

        Assert.All(receipts, receipt => Assert.True(receipt.Success, receipt.ErrorReason));
        Assert.Equal<UInt256>(1_000_000, await chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.InRange(await chain.TransactionsOfAsync(0) - sent, 1UL, 99UL);
    }
}
