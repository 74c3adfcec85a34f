using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Money;

namespace X402.AspNetCore.Tests;

/// <summary>One server, several sellers.</summary>
public sealed class TenantTests
{
    private const string Annas = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private const string Bens = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    [Theory]
    [InlineData("", Shop.PayTo, "10000")]
    [InlineData("?by=anna", Annas, "10000")]
    [InlineData("?by=ben", Bens, "30000")]
    public async Task Each_tenant_is_paid_to_its_own_address_at_its_own_price(string query, string payTo, string amount)
    {
        await using var shop = await OpenAsync();

        using var unpaid = await shop.AskAsync("/x" + query);
        using var paid = await shop.BuyAsync("/x" + query);

        var offer = Assert.Single(Wallet.OfferOf(unpaid).Accepts);
        Assert.Equal((payTo, amount), (offer.PayTo, offer.Amount));
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
    }

    [Fact]
    public async Task A_payment_to_one_tenant_buys_nothing_of_another()
    {
        await using var shop = await OpenAsync();

        using var response = await shop.PayAsync("/x?by=ben", await shop.SignAsync("/x?by=anna"));

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal(0, shop.Facilitator.Verifications);
    }

    [Fact]
    public async Task What_an_endpoint_names_itself_counts_before_the_tenant()
    {
        await using var shop = await OpenAsync();

        using var unpaid = await shop.AskAsync("/fee?by=anna");

        Assert.Equal(Shop.PayTo, Assert.Single(Wallet.OfferOf(unpaid).Accepts).PayTo);
    }

    [Fact]
    public async Task A_price_per_request_and_the_handler_know_the_tenant()
    {
        await using var shop = await OpenAsync();

        using var unpaid = await shop.AskAsync("/dynamic?by=ben");
        using var paid = await shop.BuyAsync("/dynamic?by=ben");

        Assert.Equal("70000", Assert.Single(Wallet.OfferOf(unpaid).Accepts).Amount);
        Assert.Equal("ben", await Wallet.BodyOf(paid));
    }

    [Fact]
    public async Task The_offers_of_a_tenant_are_made_once_until_it_changes()
    {
        await using var shop = await OpenAsync();
        var tenants = (Tenants)shop.Services.GetRequiredService<IPaymentTenants>();

        var first = await HeaderAsync(shop);
        var same = await HeaderAsync(shop);
        tenants.Ben = tenants.Ben with { PayTo = Annas };
        var changed = await HeaderAsync(shop);

        Assert.Equal(first, same);
        Assert.NotEqual(first, changed);

        static async Task<string> HeaderAsync(Shop shop)
        {
            using var unpaid = await shop.AskAsync("/x?by=ben");
            return unpaid.Headers.GetValues("PAYMENT-REQUIRED").Single();
        }
    }

    [Theory]
    [InlineData("/x?by=nobody")]
    [InlineData("/x?by=broken")]
    public async Task Where_nobody_can_sell_nobody_is_served(string path)
    {
        await using var shop = await OpenAsync();

        using var unpaid = await shop.AskAsync(path);
        using var paid = await shop.PayAsync(path, await shop.SignAsync("/x"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (unpaid.StatusCode, paid.StatusCode));
        Assert.Equal(0, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task Tenants_may_bring_what_the_servers_own_options_lack()
    {
        await using var shop = await OpenAsync(options => options.PayTo = null);

        using var own = await shop.AskAsync("/x");
        using var annas = await shop.AskAsync("/x?by=anna");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.PaymentRequired), (own.StatusCode, annas.StatusCode));
    }

    private static Task<Shop> OpenAsync(Action<X402ServerOptions>? options = null) => Shop.OpenAsync(
        app =>
        {
            app.MapGet("/x", () => "x").RequirePayment("$0.01");
            app.MapGet("/fee", () => "x").RequirePayment(o => o.Accept("$0.01", payTo: Shop.PayTo));
            app.MapGet("/dynamic", (HttpContext context) => context.GetPaymentTenant()?.Id)
                .RequirePayment(context => ValueTask.FromResult(Price.Parse(context.GetPaymentTenant()?.Id == "ben" ? "$0.07" : "$0.01")));
        },
        builder => builder.Services.AddX402().AddPaymentTenants<Tenants>(),
        options);

    private sealed class Tenants : IPaymentTenants
    {
        public PaymentTenant Ben { get; set; } = new("ben") { PayTo = Bens, Prices = new Dictionary<string, string> { ["GET /x"] = "$0.03" } };

        public ValueTask<PaymentTenant?> FindAsync(HttpContext context) => ValueTask.FromResult(context.Request.Query["by"].ToString() switch
        {
            "anna" => new PaymentTenant("anna") { PayTo = Annas },
            "ben" => Ben,
            "broken" => new("broken") { Prices = new Dictionary<string, string> { ["GET /x"] = "a cent" } },
            "nobody" => throw new InvalidOperationException("the directory is away"),
            _ => null,
        });
    }
}
