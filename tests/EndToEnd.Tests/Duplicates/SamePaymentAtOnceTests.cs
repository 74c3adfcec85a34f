using System.Net;
using X402.EndToEnd.Tests.Support;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Duplicates;

/// <summary>One payment sent many times at once: one execution, one charge, one transaction, and the same answer for all.</summary>
[Collection(nameof(WorldCollection))]
public sealed class SamePaymentAtOnceTests(World world)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_times_at_one_server()
    {
        await using var shop = await CountingShop.OpenAsync(world);

        await SendAsync(100, [shop]);
    }

    [Fact]
    public async Task A_thousand_times_at_two_replicas()
    {
        await using var one = await CountingShop.OpenAsync(world);
        await using var other = await CountingShop.OpenAsync(world);

        await SendAsync(1_000, [one, other]);
    }

    private async Task SendAsync(int times, IReadOnlyList<CountingShop> replicas)
    {
        using var buyer = await world.NewBuyerAsync();
        var income = await world.IncomeAsync();
        var payment = await buyer.SignAsync(await Buyer.AskAsync(world.Http, replicas[0].Goods, Cancellation), cancellationToken: Cancellation);

        var answers = await Task.WhenAll(Enumerable.Range(0, times).Select(number => SendAsync(replicas[number % replicas.Count])));

        Assert.Equal(1, replicas.Sum(replica => replica.Executions));
        Assert.Equal((HttpStatusCode.OK, "result 1"), Assert.Single(answers.Select(answer => (answer.Status, answer.Body)).Distinct()));
        Assert.Single(answers.Select(answer => answer.Transaction).Distinct());
        Assert.Single(world.Proxy.About(Buyer.Read(payment).Authorization.Nonce.ToString()), exchange => exchange.Path == "/settle");
        Assert.Equal<Money.UInt256>(World.Funds - World.Price, await buyer.BalanceAsync(Cancellation));
        Assert.Equal(income + World.Price, await world.IncomeAsync());

        async Task<(HttpStatusCode Status, string Body, string? Transaction)> SendAsync(CountingShop replica)
        {
            using var answer = await Buyer.SendAsync(world.Http, replica.Goods, payment, Cancellation);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation), Buyer.ReceiptOf(answer)?.Transaction);
        }
    }
}
