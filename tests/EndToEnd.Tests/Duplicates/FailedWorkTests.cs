using System.Net;
using Microsoft.AspNetCore.Http;
using X402.EndToEnd.Tests.Support;
using X402.Protocol;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Duplicates;

/// <summary>Work that fails costs nothing, and the same payment buys the next try.</summary>
[Collection(nameof(WorldCollection))]
public sealed class FailedWorkTests(World world)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ProtocolVersion.V1, false)]
    [InlineData(ProtocolVersion.V2, false)]
    [InlineData(ProtocolVersion.V1, true)]
    [InlineData(ProtocolVersion.V2, true)]
    public async Task A_handler_that_fails_charges_nothing_and_the_payment_stays_usable(int version, bool throws)
    {
        await using var shop = await CountingShop.OpenAsync(world);
        shop.Work = number => number > 1 ? TypedResults.Text("at last") : throws ? throw new InvalidOperationException("secret") : TypedResults.StatusCode(500);
        using var buyer = await world.NewBuyerAsync();
        var payment = await buyer.SignAsync(await Buyer.AskAsync(world.Http, shop.Goods, Cancellation), version, cancellationToken: Cancellation);

        using var failed = await Buyer.SendAsync(world.Http, shop.Goods, payment, Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Null(Buyer.ReceiptOf(failed, version));
        Assert.DoesNotContain("secret", await failed.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal<Money.UInt256>(World.Funds, await buyer.BalanceAsync(Cancellation));

        using var paid = await Buyer.SendAsync(world.Http, shop.Goods, payment, Cancellation);

        Assert.Equal("at last", await paid.Content.ReadAsStringAsync(Cancellation));
        Assert.True(Buyer.ReceiptOf(paid, version)!.Success);
        Assert.Equal<Money.UInt256>(World.Funds - World.Price, await buyer.BalanceAsync(Cancellation));
    }
}
