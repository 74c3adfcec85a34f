using System.Net;
using System.Text.Json;
using X402.EndToEnd.Tests.Support;
using X402.Money;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Reorganisations;

/// <summary>The chain takes three blocks back, after the goods were delivered.</summary>
public sealed class ThreeBlocksTests
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_paid_in_a_block_that_is_gone_is_paid_again_by_the_same_transaction_and_all_books_follow()
    {
        await using var stack = await PaymentStack.StartAsync(
            new() { Facilitator = new Dictionary<string, string?> { ["Facilitator__Networks__0__FinalityDepth"] = "6" } }, cancellationToken: Cancellation);
        using var http = new HttpClient();
        using var buyer = await stack.NewBuyerAsync(World.Funds, Cancellation);
        // so deep that the buyer's money stays
        await stack.Chain.MineAsync(10, Cancellation);
        var goods = new Uri(stack.Shop.Url, "/weather/london");
        var payment = await buyer.SignAsync(await Buyer.AskAsync(http, goods, Cancellation), cancellationToken: Cancellation);
        using var bought = await Buyer.SendAsync(http, goods, payment, Cancellation);
        Assert.Equal(HttpStatusCode.OK, bought.StatusCode);
        var transaction = Buyer.ReceiptOf(bought)!.Transaction;
        await stack.Chain.MineAsync(2, Cancellation);
        var settlement = new Uri(stack.Facilitator.Url, $"/settlements/{buyer.IdOf(payment)}");
        Assert.Equal("confirmed", await StateAsync(http, settlement));

        // its block and the two on top of it; nothing lands by itself for now
        await stack.Chain.SetAutomineAsync(false, Cancellation);
        await stack.Chain.ReorganiseAsync(3, Cancellation);

        Assert.Equal<UInt256>(World.Funds, await buyer.BalanceAsync(Cancellation));
        await UntilAsync(http, settlement, static state => state is "unknown" or "broadcast");
        // the facilitator has the money's word again before anybody is asked to pay anew; the server stays with what it delivered
        Assert.Equal("settled", await StateAsync(http, LedgerOf(stack, buyer.IdOf(payment).ToString())));

        await UntilMinedAsync(stack, buyer);
        await UntilAsync(http, settlement, static state => state == "confirmed");
        await stack.Chain.MineAsync(6, Cancellation);
        await UntilAsync(http, settlement, static state => state == "settled");

        using var books = JsonDocument.Parse(await http.GetStringAsync(settlement, Cancellation));
        Assert.Equal(transaction, books.RootElement.GetProperty("transaction").GetString());
        Assert.Equal("settled", await StateAsync(http, LedgerOf(stack, buyer.IdOf(payment).ToString())));
        Assert.Equal<UInt256>(World.Funds - World.Price, await buyer.BalanceAsync(Cancellation));
        using var again = await Buyer.SendAsync(http, goods, payment, Cancellation);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal<UInt256>(World.Funds - World.Price, await buyer.BalanceAsync(Cancellation));
    }

    private static Uri LedgerOf(PaymentStack stack, string payment) => new(stack.Shop.Url, $"/.well-known/x402/payments/{payment}");

    private static async Task<string> StateAsync(HttpClient http, Uri book)
    {
        using var json = JsonDocument.Parse(await http.GetStringAsync(book, Cancellation));
        return json.RootElement.GetProperty("state").GetString()!;
    }

    private static async Task UntilAsync(HttpClient http, Uri book, Predicate<string> isEnough)
    {
        while (!isEnough(await StateAsync(http, book)))
            await Task.Delay(s_poll, Cancellation);
    }

    private static async Task UntilMinedAsync(PaymentStack stack, Buyer buyer)
    {
        while (await buyer.BalanceAsync(Cancellation) == World.Funds)
        {
            await stack.Chain.MineAsync(cancellationToken: Cancellation);
            await Task.Delay(s_poll, Cancellation);
        }
    }
}
