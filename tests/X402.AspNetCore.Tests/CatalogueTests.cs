using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;

namespace X402.AspNetCore.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public async Task Everything_that_is_sold_is_listed_and_nothing_else()
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.MapX402Catalogue();
            app.MapGet("/free", () => "free");
            app.MapGet("/weather/{city}", (string city) => city).RequirePayment(o => o.Accept("$0.01").Describe("The weather", "application/json"));
            app.MapPost("/attribute", [Paid("$0.02")] () => "x");
        });
        using var ready = await shop.AskAsync("/weather/london");

        using var json = JsonDocument.Parse(await shop.Client.GetStringAsync("/.well-known/x402", TestContext.Current.CancellationToken));

        var resources = json.RootElement.GetProperty("resources").EnumerateArray().ToArray();
        Assert.Equal(["https://shop.example/weather/{city}", "https://shop.example/attribute"], resources.Select(resource => resource.GetProperty("resource").GetString()));
        Assert.Equal(["GET", "POST"], resources.Select(resource => resource.GetProperty("methods")[0].GetString()));
        Assert.Equal(["$0.01", "$0.02"], resources.Select(resource => resource.GetProperty("prices")[0].GetString()));
        Assert.Equal(["10000", "20000"], resources.Select(resource => resource.GetProperty("accepts")[0].GetProperty("amount").GetString()));
        Assert.Equal("The weather", resources[0].GetProperty("description").GetString());
        Assert.Equal(2, shop.Services.GetRequiredService<IPaidEndpointCatalog>().Endpoints.Count);
    }

    [Fact]
    public async Task A_buyer_can_ask_what_became_of_a_payment()
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.MapX402PaymentStatus();
            app.MapGet("/x", () => "the goods").RequirePayment("$0.01");
        });
        var payment = await shop.SignAsync("/x");
        var path = $"/.well-known/x402/payments/{Wallet.IdOf(payment, payment.Accepted!)}";

        using var before = await shop.AskAsync(path);
        using var paid = await shop.PayAsync("/x", payment);
        using var after = await shop.AskAsync(path);
        using var nonsense = await shop.AskAsync("/.well-known/x402/payments/what");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.BadRequest), (before.StatusCode, after.StatusCode, nonsense.StatusCode));
        var text = await Wallet.BodyOf(after);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(("settled", ScriptedFacilitator.Transaction), (json.RootElement.GetProperty("state").GetString(), json.RootElement.GetProperty("transaction").GetString()));
        Assert.DoesNotContain("the goods", text, StringComparison.Ordinal);
    }
}
