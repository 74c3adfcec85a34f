using X402.Generators.Usage;

namespace X402.Generators.Tests.Usage;

public class PriceFunctionTests
{
    private const string Head = """
        using System;
        using System.Diagnostics;
        using System.Net.Http;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using X402;
        using X402.AspNetCore;
        using X402.Money;

        """;

    [Theory]
    [InlineData("DateTime.UtcNow.Hour")]
    [InlineData("DateTimeOffset.Now.Hour")]
    [InlineData("TimeProvider.System.GetUtcNow().Hour")]
    [InlineData("Environment.TickCount64")]
    [InlineData("Stopwatch.GetTimestamp()")]
    [InlineData("Random.Shared.Next()", 2)]
    [InlineData("Guid.NewGuid().GetHashCode()")]
    [InlineData("context.Connection.RemotePort")]
    [InlineData("context.Items.Count")]
    [InlineData("context.TraceIdentifier.Length")]
    [InlineData("Sold")]
    [InlineData("++Sold")]
    [InlineData("++counter")]
    [InlineData("new HttpClient().GetStringAsync(\"http://prices\").Result.Length", 2)]
    public async Task A_price_that_may_change_before_it_is_paid_is_reported(string cents, int reports = 1)
    {
        var source = Head + $$"""
            class Shop
            {
                static int Sold;
                void Map(WebApplication app)
                {
                    var counter = 0;
                    app.MapGet("/a", () => "a").RequirePayment(context => ValueTask.FromResult(Price.Parse($"0.{{{cents}}} USDC")));
                }
            }
            """;
        var diagnostics = await Compiler.AnalyzeAsync(new PriceFunctionAnalyzer(), source);
        Assert.Equal(Enumerable.Repeat("X402201", reports), diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData("context.Request.Query[\"pages\"].Count")]
    [InlineData("context.Request.Headers[\"X-Detail\"].Count")]
    [InlineData("context.Request.RouteValues.Count")]
    [InlineData("PerPage")]
    [InlineData("context.RequestServices.GetHashCode()")]
    [InlineData("new DateOnly(2026, 1, 1).DayNumber")]
    public async Task A_price_of_the_request_and_of_settings_is_not_reported(string cents)
    {
        var source = Head + $$"""
            class Shop
            {
                static readonly int PerPage = 3;
                void Map(WebApplication app) => app.MapGet("/a", () => DateTime.UtcNow).RequirePayment(o => o.Accept(context =>
                {
                    var total = 0;
                    total += {{cents}};
                    return ValueTask.FromResult(Price.Parse($"0.{total} USDC"));
                }));
            }
            """;
        Assert.Empty(await Compiler.AnalyzeAsync(new PriceFunctionAnalyzer(), source));
    }

    [Fact]
    public async Task Named_price_functions_are_read_wherever_they_are_written()
    {
        var diagnostics = await Compiler.AnalyzeAsync(new PriceFunctionAnalyzer(), Head + """
            class Prices
            {
                static ValueTask<Price> OfMethod(HttpContext context) => ValueTask.FromResult(Price.Parse($"{DateTime.Now.Hour} USDC"));
                static PaymentOption Option() => new() { PriceOf = context => ValueTask.FromResult<Answer<Price>>(Price.Parse($"{DateTime.Now.Hour} USDC")) };
                static void Map(WebApplication app)
                {
                    ValueTask<Price> OfLocal(HttpContext context) => ValueTask.FromResult(Price.Parse($"{DateTime.Now.Hour} USDC"));
                    app.MapGet("/a", () => "a").RequirePayment(OfLocal);
                    app.MapGet("/b", () => "b").RequirePayment(OfMethod);
                }
                static string Elsewhere(HttpContext context) => DateTime.Now.ToString();
            }

            interface IPrints
            {
                [PaidGet("/prints/{pages}", PriceFrom = nameof(PriceOf))]
                Task<string> PrintAsync(int pages);
                static Price PriceOf(int pages) => Price.Parse($"{DateTime.Now.Hour + pages} USDC");
                static Price PriceOfNothing(int pages) => Price.Parse($"{DateTime.Now.Hour + pages} USDC");
            }
            """);
        Assert.Equal(["X402201", "X402201", "X402201", "X402201"], diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Location.SourceTree!.ToString()[..diagnostic.Location.SourceSpan.Start].EndsWith("PriceOfNothing(int pages) => Price.Parse($\"{", StringComparison.Ordinal));
    }
}
