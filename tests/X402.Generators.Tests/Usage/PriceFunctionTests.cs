using X402.Generators.Usage;

namespace X402.Generators.Tests.Usage;

public class PriceFunctionTests
{
    private const string Head = """
        using System;
        using System.Diagnostics;
        using System.Linq;
        using System.Net.Http;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using X402;
        using X402.AspNetCore;
        using X402.Money;

        """;

    private static readonly string s_tariff = """
        using System;
        using System.Collections.Generic;
        class Tariff
        {
            static int Sold;
            static readonly Dictionary<int, int> s_known = new();
            int _calls;
            public Tariff(int pages) => Cents = pages + Random.Shared.Next();
            public int Cents { get; }
            public static int Now() => DateTime.UtcNow.Hour;
            public static int Peak { get { return Now(); } }
            public static int OfPage(int page) => page + Sold;
            public static int Fixed(int pages) => pages * 2;
            public static int Endless(int pages) => pages > 100 ? pages : Endless(pages + 1);
            public static int Deep2() => Now();
            public static int Deep3() => Deep2();
            public static int Deep4() => Deep3();
            public static int Deep5() => Deep4();
            // what is kept is the same as what would be computed again
            public static int Remembered(int pages) => s_known.TryGetValue(pages, out var known) ? known : s_known[pages] = new Plan(pages).Counted();
        }
        class Plan(int pages)
        {
            int _asked;
            public int Cents => pages * 2;
            public int Counted() { _asked++; return Cents; }
        }
        """;

    private static string WithTariff(string cents) => Head + $$"""
        class Shop
        {
            static int Twice(int cents) => 2 * cents;
            static void Map(WebApplication app)
            {
                int Again(int pages) => pages == 0 ? 0 : Again(pages - 1) + Tariff.Now();
                app.MapGet("/a", () => "a").RequirePayment(context => ValueTask.FromResult(Price.Parse($"0.{{{cents}}} USDC")));
            }
        }
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

    [Theory]
    [InlineData("Tariff.Now()", "Tariff.Now → DateTime.UtcNow", "the clock")]
    [InlineData("Tariff.Peak", "Tariff.Peak → Tariff.Now → DateTime.UtcNow", "the clock")]
    [InlineData("new Tariff(3).Cents", "new Tariff() → Random.Next", "chance")]
    [InlineData("Twice(Tariff.Peak)", "Tariff.Peak → Tariff.Now → DateTime.UtcNow", "the clock")]
    [InlineData("Enumerable.Range(0, 3).Sum(Tariff.OfPage)", "Tariff.OfPage → Tariff.Sold", "state that may change in between")]
    [InlineData("Again(3)", "Again → Tariff.Now → DateTime.UtcNow", "the clock")]
    [InlineData("Tariff.Deep4()", "Tariff.Deep4 → Tariff.Deep3 → Tariff.Deep2 → Tariff.Now → DateTime.UtcNow", "the clock")]
    public async Task A_price_is_followed_into_the_code_that_it_calls(string cents, string path, string reason)
    {
        var diagnostic = Assert.Single(await Compiler.AnalyzeAsync(new PriceFunctionAnalyzer(), WithTariff(cents), s_tariff));

        Assert.Equal("X402201", diagnostic.Id);
        Assert.StartsWith($"'{path}' is {reason}:", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal("Source0.cs", diagnostic.Location.SourceTree!.FilePath);
    }

    [Theory]
    [InlineData("Tariff.Fixed(3)")]
    [InlineData("Tariff.Remembered(3)")]
    [InlineData("Tariff.Endless(3)")]
    [InlineData("Tariff.Deep5()")]
    [InlineData("Twice(3)")]
    [InlineData("new Plan(3).Cents")]
    public async Task Called_code_that_answers_the_same_is_not_reported(string cents) =>
        Assert.Empty(await Compiler.AnalyzeAsync(new PriceFunctionAnalyzer(), WithTariff(cents), s_tariff));

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
