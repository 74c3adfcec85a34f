using System.Net;
using X402.EndToEnd.Tests.Support;
using X402.Protocol;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Crashes;

/// <summary>
/// A service dies as by <c>kill -9</c> between two steps of a payment. Afterwards "was it paid?" has one answer, the chain's; the same payment gets
/// what it bought, and it is charged once.
/// </summary>
[Collection(nameof(WorldCollection))]
public sealed class CrashTests(World world)
{
    private const string KillPoint = "X402_KILL_POINT";
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("accepted")]
    [InlineData("signing")]
    [InlineData("signed")]
    [InlineData("sent")]
    [InlineData("mined")]
    [InlineData("confirmed")]
    public async Task The_facilitator_dies_while_it_settles(string point)
    {
        using var buyer = await world.NewBuyerAsync();
        var payment = await SignAsync(buyer);
        await world.Stack.Facilitator.RestartAsync(new Dictionary<string, string?> { [KillPoint] = point }, Cancellation);

        var first = Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);
        await world.Stack.Facilitator.WaitForExitAsync(Cancellation);
        await world.Stack.Facilitator.RestartAsync(new Dictionary<string, string?> { [KillPoint] = null }, Cancellation);
        using var answer = await first;

        // either it is known that nothing is known, or the server has asked again and knows better
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadGateway, HttpStatusCode.OK });
        await AssertBoughtOnceAsync(buyer, payment);
    }

    [Theory]
    [InlineData("reserved")]
    [InlineData("verified")]
    [InlineData("fulfilled")]
    [InlineData("settling")]
    [InlineData("settled")]
    public async Task The_resource_server_dies_right_after_a_state_is_on_record(string point)
    {
        using var buyer = await world.NewBuyerAsync();
        var payment = await SignAsync(buyer);
        await world.Stack.Shop.RestartAsync(new Dictionary<string, string?> { [KillPoint] = point }, Cancellation);

        var first = Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);
        await world.Stack.Shop.WaitForExitAsync(Cancellation);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => first);
        await world.Stack.Shop.RestartAsync(new Dictionary<string, string?> { [KillPoint] = null }, Cancellation);

        await AssertBoughtOnceAsync(buyer, payment);
    }

    [Theory]
    [InlineData("/verify", false)]
    [InlineData("/verify", true)]
    [InlineData("/settle", false)]
    [InlineData("/settle", true)]
    public async Task The_resource_server_dies_while_the_facilitator_is_asked(string path, bool isAnswered)
    {
        using var buyer = await world.NewBuyerAsync();
        var payment = await SignAsync(buyer);

        await KillShopAsync(payment, path, isAnswered);

        await AssertBoughtOnceAsync(buyer, payment);
    }

    [Fact]
    public async Task Nobody_comes_back_for_what_a_dead_server_had_settled_and_the_books_are_right_all_the_same()
    {
        using var buyer = await world.NewBuyerAsync();
        var payment = await SignAsync(buyer);

        await KillShopAsync(payment, "/settle", isAnswered: true);

        Assert.Contains("\"settled\"", await StateAsync(buyer, payment, state => !state.Contains("settling", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal<Money.UInt256>(World.Funds - World.Price, await buyer.BalanceAsync(Cancellation));
    }

    // holds the message back, kills the server that waits for it, and starts the server again
    private async Task KillShopAsync(PaymentPayload payment, string path, bool isAnswered)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<string, Task> hold = asked =>
        {
            if (asked != path)
                return Task.CompletedTask;
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, Cancellation);
        };
        world.Proxy.Asking = isAnswered ? null : hold;
        world.Proxy.Answering = isAnswered ? hold : null;
        try
        {
            var first = Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);
            await reached.Task.WaitAsync(Cancellation);
            await world.Stack.Shop.KillAsync(Cancellation);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => first);
        }
        finally
        {
            (world.Proxy.Asking, world.Proxy.Answering) = (null, null);
        }
        await world.Stack.Shop.RestartAsync(cancellationToken: Cancellation);
    }

    private async Task<PaymentPayload> SignAsync(Buyer buyer) =>
        await buyer.SignAsync(await Buyer.AskAsync(world.Http, world.Weather, Cancellation), cancellationToken: Cancellation);

    // the buyer does what our client does: it sends the same payment until the answer is definite
    private async Task AssertBoughtOnceAsync(Buyer buyer, PaymentPayload payment)
    {
        while (true)
        {
            using var answer = await Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);
            // 409: somebody who may still be alive works on it; 502 and 503: not known yet, or the facilitator is still coming up
            if (answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(s_poll, Cancellation);
                continue;
            }
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains(World.Goods, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.True(Buyer.ReceiptOf(answer)!.Success);
            break;
        }
        Assert.Contains("\"settled\"", await StateAsync(buyer, payment, static _ => true), StringComparison.Ordinal);
        Assert.Equal<Money.UInt256>(World.Funds - World.Price, await buyer.BalanceAsync(Cancellation));
    }

    private async Task<string> StateAsync(Buyer buyer, PaymentPayload payment, Predicate<string> isEnough)
    {
        while (true)
        {
            var state = await world.Http.GetStringAsync(new Uri(world.Stack.Shop.Url, $"/.well-known/x402/payments/{buyer.IdOf(payment)}"), Cancellation);
            if (isEnough(state))
                return state;
            await Task.Delay(s_poll, Cancellation);
        }
    }
}
