using System.Globalization;
using System.Net;
using X402.Money;
using X402.Protocol;
using X402.TestSupport.Processes;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Grpc;

/// <summary>Our own services talk gRPC to each other; for buyers nothing changes.</summary>
public sealed class GrpcPurchaseTests : IAsyncLifetime
{
    private const ulong Funds = 1_000_000;
    private const ulong Price = 10_000;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private PaymentStack _stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Uri Weather => new(_stack.Shop.Url, "/weather/london");

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        _stack = await PaymentStack.StartAsync(new()
        {
            Facilitator = new Dictionary<string, string?>
            {
                ["Facilitator__GrpcPort"] = port,
                ["Facilitator__Merchants__0__Name"] = "weather shop",
                ["Facilitator__Merchants__0__ApiKeys__0"] = "key-of-the-weather-shop",
            },
            Shop = new Dictionary<string, string?>
            {
                ["X402__Facilitator__Protocol"] = "grpc",
                ["X402__Facilitator__Url"] = $"http://127.0.0.1:{port}",
                ["X402__Facilitator__ApiKey"] = "key-of-the-weather-shop",
                // a settlement that waits for a block is soon one of unknown outcome
                ["X402__SettleTimeout"] = "00:00:05",
            },
        }, cancellationToken: Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stack.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_purchase_is_verified_and_settled_over_gRPC()
    {
        using var buyer = await _stack.NewBuyerAsync(Funds, Cancellation);
        var payment = await buyer.SignAsync(await Buyer.AskAsync(_http, Weather, Cancellation), cancellationToken: Cancellation);

        using var answer = await SendAsync(payment);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(Buyer.ReceiptOf(answer)!.Success);
        Assert.Equal<UInt256>(Funds - Price, await buyer.BalanceAsync(Cancellation));
    }

    [Fact]
    public async Task A_facilitator_that_is_killed_in_the_middle_of_a_settlement_it_tells_about_costs_nothing_and_nobody_pays_twice()
    {
        using var buyer = await _stack.NewBuyerAsync(Funds, Cancellation);
        var payment = await buyer.SignAsync(await Buyer.AskAsync(_http, Weather, Cancellation), cancellationToken: Cancellation);
        await _stack.Chain.SetAutomineAsync(false, Cancellation);

        using var pending = await Buyer.SendAsync(_http, Weather, payment, Cancellation);
        await _stack.Facilitator.KillAsync(Cancellation);
        await _stack.Facilitator.RestartAsync(cancellationToken: Cancellation);
        await _stack.Chain.SetAutomineAsync(true, Cancellation);
        await _stack.Chain.MineAsync(cancellationToken: Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, pending.StatusCode);
        var status = new Uri(_stack.Shop.Url, $"/.well-known/x402/payments/{buyer.IdOf(payment)}");
        while (!(await _http.GetStringAsync(status, Cancellation)).Contains("\"settled\"", StringComparison.Ordinal))
            await Task.Delay(100, Cancellation);
        using var answer = await Buyer.SendAsync(_http, Weather, payment, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal<UInt256>(Funds - Price, await buyer.BalanceAsync(Cancellation));
    }

    // a busy machine may need longer for a block than this shop waits: then the same payment is sent again, as every client does
    private async Task<HttpResponseMessage> SendAsync(PaymentPayload payment)
    {
        while (true)
        {
            var answer = await Buyer.SendAsync(_http, Weather, payment, Cancellation);
            if (answer.StatusCode != HttpStatusCode.BadGateway)
                return answer;
            answer.Dispose();
        }
    }
}
