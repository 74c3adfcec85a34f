using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Generators.Tests.Samples;

namespace X402.Generators.Tests;

/// <summary>OpenAPI documents describe what is sold, declared or mapped by hand.</summary>
public class OpenApiTests
{
    [Fact]
    public async Task A_declared_endpoint_is_described_with_its_price()
    {
        using var document = await ReadAsync();

        var operation = Operation(document, "/quotes/{id}", "get");
        Assert.Equal("What a book costs, by its \"number\" and copies.", operation.GetProperty("summary").GetString());
        var info = operation.GetProperty("x-payment-info");
        Assert.Equal(("fixed", "$0.01", "10000"), (info.GetProperty("pricingMode").GetString(), info.GetProperty("prices")[0].GetString(), info.GetProperty("accepts")[0].GetProperty("amount").GetString()));
        var parameters = operation.GetProperty("parameters").EnumerateArray().ToDictionary(parameter => parameter.GetProperty("name").GetString()!);
        Assert.Equal(["id", "copies", "day", "X-Reader"], parameters.Keys);
        Assert.True(parameters["id"].GetProperty("required").GetBoolean());
        Assert.Equal("integer", parameters["id"].GetProperty("schema").GetProperty("type").GetString());
        var answers = operation.GetProperty("responses");
        Assert.True(answers.GetProperty("402").GetProperty("headers").TryGetProperty("PAYMENT-REQUIRED", out _));
        Assert.True(answers.GetProperty("200").GetProperty("headers").TryGetProperty("PAYMENT-RESPONSE", out _));
        // a type that contains itself is a component
        Assert.Equal("#/components/schemas/Quote", answers.GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
        var quote = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("Quote").GetProperty("properties");
        Assert.Equal("The title.", quote.GetProperty("title").GetProperty("description").GetString());
        Assert.Equal("""[{"$ref":"#/components/schemas/Quote"},{"type":"null"}]""", JsonSerializer.Serialize(quote.GetProperty("better").GetProperty("anyOf")));
        Assert.Equal(["x402", "x402-v1"], operation.GetProperty("security").EnumerateArray().Select(scheme => scheme.EnumerateObject().Single().Name));
        Assert.Equal("PAYMENT-SIGNATURE", document.RootElement.GetProperty("components").GetProperty("securitySchemes").GetProperty("x402").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_price_per_request_is_said_to_be_one()
    {
        using var document = await ReadAsync();
        Assert.Equal("dynamic", Operation(document, "/prints/{pages}", "get").GetProperty("x-payment-info").GetProperty("pricingMode").GetString());
    }

    [Fact]
    public async Task An_endpoint_that_is_mapped_by_hand_keeps_its_description_and_gets_the_payment()
    {
        using var document = await ReadAsync();

        var operation = Operation(document, "/plain/{id}", "post");

        Assert.Equal("id", operation.GetProperty("parameters")[0].GetProperty("name").GetString());
        Assert.True(operation.GetProperty("responses").TryGetProperty("402", out _));
        Assert.Equal("$0.03", operation.GetProperty("x-payment-info").GetProperty("prices")[0].GetString());
    }

    [Fact]
    public async Task A_free_endpoint_asks_for_no_payment()
    {
        using var document = await ReadAsync();

        var operation = Operation(document, "/about", "get");

        Assert.False(operation.TryGetProperty("x-payment-info", out _));
        Assert.False(operation.GetProperty("responses").TryGetProperty("402", out _));
    }

    private static JsonElement Operation(JsonDocument document, string path, string method) => document.RootElement.GetProperty("paths").GetProperty(path).GetProperty(method);

    private static async Task<JsonDocument> ReadAsync()
    {
        await using var shop = await Shop.OpenAsync(
            app =>
            {
                app.MapOpenApi();
                app.MapBookApi();
                app.MapCatalogueApi();
                app.MapPost("/plain/{id:int}", (int id) => id).RequirePayment("$0.03");
            },
            builder =>
            {
                builder.Services.AddOpenApi(options => options.AddX402Payments());
                builder.Services.AddSingleton<IBookApi, Library>().AddSingleton<ICatalogueApi, Catalogue>();
            });
        // the facilitator's answer is there once somebody was offered something
        using var ready = await shop.AskAsync("/quotes/7");
        return JsonDocument.Parse(await shop.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
    }
}
