using System.Text.Json;
using X402.Interop.Tests.Support;
using X402.Protocol;
using X402.Reasons;
using X402.TestSupport.Stack;

namespace X402.Interop.Tests;

/// <summary><c>@x402/fetch</c> and <c>x402-fetch</c> against our resource server and our facilitator.</summary>
[Collection(nameof(ReferenceCollection))]
public sealed class ReferenceClientsBuyFromUs(ReferenceWorld world)
{
    private const ulong Price = 10_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Uri Weather => new(world.Stack.Shop.Url, "/weather/london");

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_reference_client_gets_what_it_paid_for_and_a_receipt_that_the_chain_confirms(int version)
    {
        using var buyer = await world.Stack.NewBuyerAsync(cancellationToken: Cancellation);
        var before = await world.IncomeAsync();

        var purchase = await world.BuyAsync(version, buyer, Weather);

        Assert.Null(purchase.Error);
        Assert.Equal(200, purchase.Status);
        Assert.Equal("london", JsonDocument.Parse(purchase.Body!).RootElement.GetProperty("city").GetString());
        Assert.True(purchase.Succeeded);
        Assert.Equal(version == ProtocolVersion.V1 ? "base-sepolia" : "eip155:84532", purchase.Receipt!.Value.GetProperty("network").GetString());
        Assert.Equal(buyer.Address.ToString(), purchase.Receipt.Value.GetProperty("payer").GetString(), ignoreCase: true);
        await world.Chain.MovedAsync(purchase.Transaction, buyer.Address, Price);
        Assert.Equal<Money.UInt256>(1_000_000 - Price, await buyer.BalanceAsync(Cancellation));
        Assert.Equal(before + Price, await world.IncomeAsync());
    }

    [Fact]
    public async Task A_reference_client_pays_up_front_and_echoes_extensions_that_it_does_not_answer()
    {
        await using var shop = await UpfrontShop.OpenAsync(world.Stack, Cancellation);
        using var buyer = await world.Stack.NewBuyerAsync(cancellationToken: Cancellation);

        var purchase = await world.BuyAsync(ProtocolVersion.V2, buyer, shop.Url);

        Assert.Null(purchase.Error);
        Assert.Equal((200, "one two"), (purchase.Status, purchase.Body));
        Assert.True(purchase.Succeeded);
        await world.Chain.MovedAsync(purchase.Transaction, buyer.Address, Price);
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_reference_client_pays_for_a_request_with_a_body(int version)
    {
        using var buyer = await world.Stack.NewBuyerAsync(cancellationToken: Cancellation);

        var purchase = await world.BuyAsync(
            version, buyer, new(world.Stack.Shop.Url, "/summarize"), """{"text":"Coffee is bought for cents. Banks do not move cents. Machines want to.","sentences":1}""");

        Assert.Equal(200, purchase.Status);
        Assert.Equal(3, JsonDocument.Parse(purchase.Body!).RootElement.GetProperty("sentencesRead").GetInt32());
        await world.Chain.MovedAsync(purchase.Transaction, buyer.Address, 50_000);
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_reference_client_without_money_is_told_so(int version)
    {
        using var pauper = await world.Stack.NewBuyerAsync(funds: Price - 1, cancellationToken: Cancellation);
        var before = await world.IncomeAsync();

        var purchase = await world.BuyAsync(version, pauper, Weather);

        Assert.Equal(402, purchase.Status);
        Assert.Equal(PaymentReasons.ExactEvmInsufficientBalance.Code, purchase.Refusal);
        // version 1 reads the body
        if (version == ProtocolVersion.V1)
            Assert.Equal(PaymentReasons.ExactEvmInsufficientBalance.Code, JsonDocument.Parse(purchase.Body!).RootElement.GetProperty("error").GetString());
        // the schema of the goods, and not the goods
        Assert.DoesNotContain("\"today\":{\"date\"", purchase.Body, StringComparison.Ordinal);
        Assert.Equal<Money.UInt256>(Price - 1, await pauper.BalanceAsync(Cancellation));
        Assert.Equal(before, await world.IncomeAsync());
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task What_a_reference_client_asks_for_wrongly_is_not_charged(int version)
    {
        using var buyer = await world.Stack.NewBuyerAsync(cancellationToken: Cancellation);

        var purchase = await world.BuyAsync(version, buyer, new(world.Stack.Shop.Url, "/weather/4711"));

        Assert.Equal(400, purchase.Status);
        Assert.Null(purchase.Receipt);
        Assert.Equal<Money.UInt256>(1_000_000, await buyer.BalanceAsync(Cancellation));
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_payment_of_a_reference_client_buys_one_thing_only(int version)
    {
        using var buyer = await world.Stack.NewBuyerAsync(cancellationToken: Cancellation);
        var purchase = await world.BuyAsync(version, buyer, Weather);
        using var http = new HttpClient();
        var header = Buyer.HeaderOf(version);

        using var other = await SendAsync(http, new(world.Stack.Shop.Url, "/weather/paris"), header, purchase.Payment!);
        using var same = await SendAsync(http, Weather, header, purchase.Payment!);

        Assert.Equal(402, (int)other.StatusCode);
        // a lost answer is given again, to the same buyer for the same request
        Assert.Equal(200, (int)same.StatusCode);
        Assert.Equal(purchase.Transaction, Buyer.ReceiptOf(same, version)!.Transaction);
        Assert.Equal<Money.UInt256>(1_000_000 - Price, await buyer.BalanceAsync(Cancellation));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, Uri url, string header, string payment)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation(header, payment);
        return await http.SendAsync(request, Cancellation);
    }
}
