using Microsoft.Extensions.DependencyInjection;
using X402.Client;
using X402.Interop.Tests.Support;
using X402.Protocol;
using X402.TestSupport.Stack;

namespace X402.Interop.Tests;

/// <summary>Our client against <c>@x402/express</c> and <c>x402-express</c>, which verify and settle at our facilitator.</summary>
[Collection(nameof(ReferenceCollection))]
public sealed class WeBuyFromReferenceServers(ReferenceWorld world)
{
    private const ulong Price = 10_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task We_get_what_we_paid_for_and_a_receipt_that_the_chain_confirms(int version)
    {
        using var buyer = await world.Stack.NewBuyerAsync(cancellationToken: Cancellation);
        var before = await world.IncomeAsync();

        using var purchase = await BuyAsync(version, buyer, "/joke");

        Assert.Null(purchase.Failure);
        Assert.Equal(PurchaseOutcome.Paid, purchase.Outcome);
        Assert.Contains("402", await purchase.Response!.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(version, purchase.Receipt!.X402Version);
        Assert.Equal("0.01 USDC", purchase.Receipt.AmountText);
        await world.Chain.MovedAsync(purchase.Receipt.Transaction, buyer.Address, Price);
        Assert.Equal<Money.UInt256>(1_000_000 - Price, await buyer.BalanceAsync(Cancellation));
        Assert.Equal(before + Price, await world.IncomeAsync());
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task Without_money_we_are_refused(int version)
    {
        using var pauper = await world.Stack.NewBuyerAsync(funds: 0, cancellationToken: Cancellation);

        using var purchase = await BuyAsync(version, pauper, "/joke");

        Assert.Equal(PurchaseOutcome.Refused, purchase.Outcome);
        Assert.False(purchase.HasResponse);
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task More_than_our_limit_is_not_paid(int version)
    {
        using var buyer = await world.Stack.NewBuyerAsync(funds: 5_000_000, cancellationToken: Cancellation);

        using var purchase = await BuyAsync(version, buyer, "/dear");

        Assert.Equal(PurchaseOutcome.NotMade, purchase.Outcome);
        Assert.Equal<Money.UInt256>(5_000_000, await buyer.BalanceAsync(Cancellation));
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_server_that_fails_does_not_get_our_money(int version)
    {
        using var buyer = await world.Stack.NewBuyerAsync(cancellationToken: Cancellation);

        using var purchase = await BuyAsync(version, buyer, "/broken");

        Assert.NotEqual(PurchaseOutcome.Paid, purchase.Outcome);
        Assert.Equal<Money.UInt256>(1_000_000, await buyer.BalanceAsync(Cancellation));
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task Reference_client_and_reference_server_meet_at_our_facilitator(int version)
    {
        using var buyer = await world.Stack.NewBuyerAsync(cancellationToken: Cancellation);
        var before = await world.IncomeAsync();

        var purchase = await world.BuyAsync(version, buyer, new(ShopOf(version), "/joke"));

        Assert.Null(purchase.Error);
        Assert.Equal(200, purchase.Status);
        Assert.True(purchase.Succeeded);
        await world.Chain.MovedAsync(purchase.Transaction, buyer.Address, Price);
        Assert.Equal(before + Price, await world.IncomeAsync());
    }

    private async Task<PurchaseResult> BuyAsync(int version, Buyer buyer, string path)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddHttpClient("shop").AddX402Payments().AddEvmSigner(buyer.PrivateKey);
        await using var provider = services.BuildServiceProvider();
        var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("shop");
        return await http.GetPaidAsync(new Uri(ShopOf(version), path), Cancellation);
    }

    private Uri ShopOf(int version) => version == ProtocolVersion.V1 ? world.ShopV1 : world.ShopV2;
}
