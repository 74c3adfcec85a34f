using System.Net;
using X402.Interop.Tests.Support;
using X402.Protocol;
using X402.Reasons;
using X402.TestSupport.Stack;

namespace X402.Interop.Tests;

/// <summary>Our resource server verifies and settles at a facilitator on <c>@x402/core</c> and <c>@x402/evm</c>.</summary>
[Collection(nameof(ReferenceCollection))]
public sealed class WeSettleAtTheReferenceFacilitator(ReferenceWorld world)
{
    private const ulong Price = 10_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Uri Weather => new(world.ShopAtReferenceFacilitator, "/weather/oslo");

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task What_it_settles_is_delivered_with_its_receipt(int version)
    {
        using var http = new HttpClient();
        using var buyer = await world.Stack.NewBuyerAsync(cancellationToken: Cancellation);

        using var answer = await BuyAsync(http, buyer, version);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await world.Chain.MovedAsync(Buyer.ReceiptOf(answer, version)!.Transaction, buyer.Address, Price);
        Assert.Equal<Money.UInt256>(1_000_000 - Price, await buyer.BalanceAsync(Cancellation));
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task What_it_refuses_is_not_delivered(int version)
    {
        using var http = new HttpClient();
        using var pauper = await world.Stack.NewBuyerAsync(funds: Price - 1, cancellationToken: Cancellation);

        using var answer = await BuyAsync(http, pauper, version);

        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        Assert.True(PaymentCodec.TryDecodePaymentRequiredHeader(answer.Headers.GetValues(PaymentHeaders.PaymentRequired).Single(), out var offer, out var detail), detail);
        Assert.Equal(PaymentReasons.ExactEvmInsufficientBalance.Code, offer.Error);
        Assert.Equal<Money.UInt256>(Price - 1, await pauper.BalanceAsync(Cancellation));
    }

    private async Task<HttpResponseMessage> BuyAsync(HttpClient http, Buyer buyer, int version)
    {
        var offer = await Buyer.AskAsync(http, Weather, Cancellation);
        return await Buyer.SendAsync(http, Weather, await buyer.SignAsync(offer, version, cancellationToken: Cancellation), Cancellation);
    }
}
