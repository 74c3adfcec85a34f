using System.Net;
using Microsoft.AspNetCore.Http;
using X402.EndToEnd.Tests.Support;
using X402.Evm.Contracts;
using X402.Money;
using X402.Protocol;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Hostile;

/// <summary>An authorization whose settlement failed is still good, and whoever has it can submit it: the buyer is charged then, and gets the goods.</summary>
[Collection(nameof(WorldCollection))]
public sealed class PaidAfterFailureTests(World world)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_submits_what_could_not_be_settled_and_the_same_payment_fetches_the_goods_that_were_made_for_it()
    {
        await using var facilitator = await HostileFacilitator.StartAsync(world.Stack.Facilitator.Url);
        await using var shop = await CountingShop.OpenAsync(world, facilitator.Url, looksAtChain: true);
        using var buyer = await world.NewBuyerAsync();
        var offer = await Buyer.AskAsync(world.Http, shop.Goods, Cancellation);
        var payment = await buyer.SignAsync(offer, cancellationToken: Cancellation);
        var elsewhere = await buyer.SignAsync(offer, change: authorization => authorization with { To = world.Chain.Accounts[9].Address, Value = World.Funds }, cancellationToken: Cancellation);
        facilitator.OnSettle = async (context, settle) =>
        {
            // the money is gone between verification and settlement
            await SubmitAsync(elsewhere);
            await context.Response.WriteAsJsonAsync(await settle(), context.RequestAborted);
        };
        using var failed = await Buyer.SendAsync(world.Http, shop.Goods, payment, Cancellation);
        Assert.Equal(HttpStatusCode.PaymentRequired, failed.StatusCode);
        Assert.False(Buyer.ReceiptOf(failed)!.Success);

        await world.Chain.MintAsync(buyer.Address, World.Funds, cancellationToken: Cancellation);
        using var unpaid = await Buyer.SendAsync(world.Http, shop.Goods, payment, Cancellation);
        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);

        var transaction = await SubmitAsync(payment);
        using var paid = await Buyer.SendAsync(world.Http, shop.Goods, payment, Cancellation);

        Assert.Equal((HttpStatusCode.OK, "result 1"), (paid.StatusCode, await paid.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal((true, transaction), (Buyer.ReceiptOf(paid)!.Success, Buyer.ReceiptOf(paid)!.Transaction));
        Assert.Equal(1, shop.Executions);
        Assert.Equal<UInt256>(World.Funds - World.Price, await buyer.BalanceAsync(Cancellation));
    }

    private async Task<string> SubmitAsync(PaymentPayload payment)
    {
        var signed = Buyer.Read(payment);
        var hash = await world.Chain.SendAsync(
            world.Chain.Accounts[8].Address, world.Chain.TokenAddress, Eip3009Token.TransferWithAuthorization(signed.Authorization, signed.Signature.Span), Cancellation);
        Assert.True((await world.Chain.WaitForReceiptAsync(hash, Cancellation)).Succeeded);
        return hash.ToString();
    }
}
