using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using X402.EndToEnd.Tests.Support;
using X402.Money;
using X402.Protocol;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Hostile;

/// <summary>
/// Every way in which a facilitator can lie, break or fall silent about a settlement. The buyer is charged at most once and in the end gets what it
/// paid for; goods leave only for money that moved.
/// </summary>
[Collection(nameof(WorldCollection))]
public sealed class HostileFacilitatorTests(World world)
{
    private const string NoTransaction = "0xdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    /// <summary>It settles, and the answer is worth nothing.</summary>
    private static readonly Dictionary<string, Func<HttpContext, Func<Task<JsonObject>>, Task>> s_settlesAnd = new()
    {
        ["never answers"] = static async (context, settle) =>
        {
            await settle();
            await SilenceAsync(context);
        },
        ["answers 502"] = static async (context, settle) => await SayAsync(context, await DropAsync(settle), 502, "bad gateway"),
        ["answers 500 with its success"] = static async (context, settle) => await SayAsync(context, await settle(), 500, null),
        ["resets the connection"] = static async (context, settle) =>
        {
            await settle();
            context.Abort();
        },
        ["names another payer"] = static (context, settle) => ChangeAsync(context, settle, "payer", "0x00000000000000000000000000000000000000aa"),
        ["names another network"] = static (context, settle) => ChangeAsync(context, settle, "network", "eip155:1"),
        ["names a higher amount"] = static (context, settle) => ChangeAsync(context, settle, "amount", "10001"),
        ["names no transaction"] = static (context, settle) => ChangeAsync(context, settle, "transaction", ""),
        ["says success as a word"] = static (context, settle) => ChangeAsync(context, settle, "success", "true"),
        ["answers nothing with 200"] = static async (context, settle) => await SayAsync(context, await DropAsync(settle), 200, ""),
        ["answers malformed JSON"] = static async (context, settle) => await SayAsync(context, await DropAsync(settle), 200, "{\"success\":true,"),
        ["answers a page"] = static async (context, settle) => await SayAsync(context, await DropAsync(settle), 200, "<html>ok</html>"),
        ["answers a byte at a time"] = static async (context, settle) =>
        {
            await settle();
            while (true)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(100, context.RequestAborted);
            }
        },
        ["answers without end"] = static async (context, settle) =>
        {
            await settle();
            var megabyte = new string(' ', 1 << 20);
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(megabyte, context.RequestAborted);
        },
        ["redirects with 302"] = static (context, settle) => RedirectAsync(context, settle, 302),
        ["redirects with 307"] = static (context, settle) => RedirectAsync(context, settle, 307),
        ["calls it pending"] = static async (context, settle) =>
        {
            var answer = await settle();
            (answer["success"], answer["errorReason"]) = (false, "settlement_pending");
            await SayAsync(context, answer, 200, null);
        },
    };

    /// <summary>It moves no money and says that it did.</summary>
    private static readonly Dictionary<string, Func<HttpContext, string, Task>> s_inventsA = new()
    {
        ["transaction"] = static (context, _) => SayAsync(context, Success(NoTransaction), 200, null),
        ["transaction of another payment"] = static (context, other) => SayAsync(context, Success(other), 200, null),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Answers => [.. s_settlesAnd.Keys];

    public static TheoryData<string> Inventions => [.. s_inventsA.Keys];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task It_settles_and_its_answer_is_worth_nothing(string answer)
    {
        await using var facilitator = await HostileFacilitator.StartAsync(world.Stack.Facilitator.Url);
        await using var shop = await OpenAsync(facilitator, looksAtChain: false);
        using var buyer = await world.NewBuyerAsync();
        var payment = await SignAsync(buyer, shop);
        facilitator.OnSettle = s_settlesAnd[answer];

        using var first = await Buyer.SendAsync(world.Http, shop.Goods, payment, Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, first.StatusCode);
        Assert.Equal("settlement_pending", Buyer.ReceiptOf(first)!.ErrorReason);
        Assert.DoesNotContain("result", await first.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        facilitator.OnSettle = null;
        await AssertDeliversOnceAsync(shop, buyer, payment);
    }

    [Fact]
    public async Task It_settles_and_answers_late()
    {
        await using var facilitator = await HostileFacilitator.StartAsync(world.Stack.Facilitator.Url);
        await using var shop = await OpenAsync(facilitator, looksAtChain: false);
        using var buyer = await world.NewBuyerAsync();
        facilitator.OnSettle = static async (context, settle) =>
        {
            var answer = await settle();
            await Task.Delay(TimeSpan.FromMilliseconds(700), context.RequestAborted);
            await SayAsync(context, answer, 200, null);
        };

        await AssertDeliversOnceAsync(shop, buyer, await SignAsync(buyer, shop));
    }

    [Theory]
    [MemberData(nameof(Inventions))]
    public async Task It_invents_a_payment_and_a_server_with_a_node_of_its_own_gives_nothing_away(string invention)
    {
        await using var facilitator = await HostileFacilitator.StartAsync(world.Stack.Facilitator.Url);
        await using var shop = await OpenAsync(facilitator, looksAtChain: true);
        using var buyer = await world.NewBuyerAsync();
        var another = await AssertDeliversOnceAsync(shop, buyer, await SignAsync(buyer, shop));
        var payment = await SignAsync(buyer, shop);
        facilitator.OnSettle = (context, _) => s_inventsA[invention](context, another.Transaction);

        using var first = await Buyer.SendAsync(world.Http, shop.Goods, payment, Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, first.StatusCode);
        Assert.DoesNotContain("result", await first.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal<UInt256>(World.Funds - World.Price, await buyer.BalanceAsync(Cancellation));

        facilitator.OnSettle = null;
        await AssertDeliversOnceAsync(shop, buyer, payment, bought: 2);
    }

    [Fact]
    public async Task It_settles_and_denies_it_and_a_server_with_a_node_of_its_own_delivers()
    {
        await using var facilitator = await HostileFacilitator.StartAsync(world.Stack.Facilitator.Url);
        await using var shop = await OpenAsync(facilitator, looksAtChain: true);
        using var buyer = await world.NewBuyerAsync();
        facilitator.OnSettle = static async (context, settle) =>
        {
            var answer = await settle();
            (answer["success"], answer["errorReason"], answer["transaction"]) = (false, "invalid_exact_evm_insufficient_balance", "");
            await SayAsync(context, answer, 200, null);
        };

        await AssertDeliversOnceAsync(shop, buyer, await SignAsync(buyer, shop));
    }

    [Fact]
    public async Task It_is_gone_for_good_after_it_settled_and_a_server_with_a_node_of_its_own_delivers()
    {
        await using var facilitator = await HostileFacilitator.StartAsync(world.Stack.Facilitator.Url);
        await using var shop = await OpenAsync(facilitator, looksAtChain: true);
        using var buyer = await world.NewBuyerAsync();
        facilitator.OnSettle = s_settlesAnd["resets the connection"];

        await AssertDeliversOnceAsync(shop, buyer, await SignAsync(buyer, shop));
    }

    private Task<CountingShop> OpenAsync(HostileFacilitator facilitator, bool looksAtChain) =>
        CountingShop.OpenAsync(world, facilitator.Url, new Dictionary<string, string?> { ["X402__SettleTimeout"] = "00:00:02" }, looksAtChain);

    private async Task<PaymentPayload> SignAsync(Buyer buyer, CountingShop shop) =>
        await buyer.SignAsync(await Buyer.AskAsync(world.Http, shop.Goods, Cancellation), cancellationToken: Cancellation);

    private async Task<SettleResponse> AssertDeliversOnceAsync(CountingShop shop, Buyer buyer, PaymentPayload payment, ulong bought = 1)
    {
        while (true)
        {
            using var answer = await Buyer.SendAsync(world.Http, shop.Goods, payment, Cancellation);
            // not known yet
            if (answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.Conflict)
            {
                await Task.Delay(s_poll, Cancellation);
                continue;
            }
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.StartsWith("result", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            var receipt = Buyer.ReceiptOf(answer)!;
            Assert.True(receipt.Success);
            Assert.True((await world.Chain.WaitForReceiptAsync(Evm.Hash32.Parse(receipt.Transaction), Cancellation)).Succeeded);
            Assert.Equal((int)bought, shop.Executions);
            Assert.Equal<UInt256>(World.Funds - (bought * World.Price), await buyer.BalanceAsync(Cancellation));
            return receipt;
        }
    }

    private static JsonObject Success(string transaction) => new()
    {
        ["success"] = true,
        ["transaction"] = transaction,
        ["network"] = "eip155:84532",
    };

    private static async Task<JsonObject?> DropAsync(Func<Task<JsonObject>> settle)
    {
        await settle();
        return null;
    }

    private static async Task ChangeAsync(HttpContext context, Func<Task<JsonObject>> settle, string member, string value)
    {
        var answer = await settle();
        answer[member] = value;
        await SayAsync(context, answer, 200, null);
    }

    private static async Task RedirectAsync(HttpContext context, Func<Task<JsonObject>> settle, int status)
    {
        await settle();
        context.Response.StatusCode = status;
        context.Response.Headers.Location = "http://127.0.0.1:1/settle";
    }

    private static async Task SilenceAsync(HttpContext context) => await Task.Delay(Timeout.Infinite, context.RequestAborted);

    private static async Task SayAsync(HttpContext context, JsonObject? answer, int status, string? text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text ?? answer!.ToJsonString(), context.RequestAborted);
    }
}
