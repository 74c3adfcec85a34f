using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using X402.Services.Payments.Components.Parts;
using X402.Services.Payments.History;
using static Microsoft.Playwright.Assertions;

namespace X402.Services.Payments.Tests;

public sealed class PagesTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    public static TheoryData<string, ColorScheme, int> Looks => new MatrixTheoryData<string, ColorScheme, int>(["overview", "payments", "payment", "endpoints", "facilitator"], [ColorScheme.Light, ColorScheme.Dark], [1360, 390]);

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_is_accessible_in_every_look(string name, ColorScheme scheme, int width)
    {
        var path = name switch { "overview" => "/", "payment" => $"/payments/{browser.Paid.TraceId}", _ => $"/{name}" };
        await using var page = await browser.OpenAsync(path, scheme, width);
        await Expect(page.Page.Locator("h1")).ToBeVisibleAsync();
        await Expect(page.Page.Locator(name switch { "payment" => ".waterfall li.done", "endpoints" or "overview" => ".plot svg", _ => "table.list tbody .badge" }).First).ToBeVisibleAsync();

        await page.PictureAsync($"{name}-{scheme.ToString().ToLowerInvariant()}-{(width < 500 ? "narrow" : "wide")}");
        await page.AssertAccessibleAsync();
        await page.AssertFitsAsync();
    }

    [Fact]
    public async Task Nothing_can_be_pressed_before_somebody_listens()
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.RouteAsync("**/blazor.web*.js", route => route.AbortAsync());
        await page.GotoAsync("/payments");

        await Expect(page.GetByRole(AriaRole.Searchbox)).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Combobox).First).ToBeDisabledAsync();
        await Expect(page.Locator(".chips a").First).ToBeEnabledAsync();

        await page.UnrouteAllAsync();
        await page.ReloadAsync();
        // waits by itself until the box can be used
        await page.GetByRole(AriaRole.Searchbox).FillAsync("insufficient_funds");
        await Expect(page).ToHaveURLAsync(new Regex("q=insufficient_funds$"));
    }

    [Fact]
    public async Task A_purchase_appears_by_itself_and_can_be_found()
    {
        await using var page = await browser.OpenAsync("/payments");
        await Expect(page.Page.Locator("tbody .badge").First).ToBeVisibleAsync();
        var story = new Story(DateTimeOffset.UtcNow) { Amount = "4321098" };

        await browser.Dashboard.TellAsync(story.Paid());

        await Expect(page.Page.GetByText("4.321098 xUSD")).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync(story.Transaction);
        await Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 payment,");
        await page.Page.Locator("tbody a").First.ClickAsync();
        await Expect(page.Page.Locator("h1")).ToContainTextAsync("4.321098 xUSD");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_told_above_the_list_changes_with_its_rows(bool whileTheReaderScrolls)
    {
        await using var page = await browser.OpenAsync("/payments");
        await Expect(page.Page.Locator("tbody .badge").Nth(1)).ToBeVisibleAsync();
        await page.Page.EvaluateAsync("""
            () => {
                const status = document.querySelector('[role=status]');
                new MutationObserver(() => {
                    if (status.textContent.startsWith('1 payment,'))
                        window.rowsThen ??= document.querySelectorAll('tbody .badge').length;
                }).observe(status, { subtree: true, childList: true, characterData: true });
            }
            """);

        if (whileTheReaderScrolls)
            await page.Page.EvaluateAsync("() => { let lines = 0; setInterval(() => document.querySelector('.scroll.tall').scrollTop = 49 * (lines++ % 40), 30); }");
        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync(browser.Refused.TraceId);

        await Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 payment,");
        Assert.Equal(1, await page.Page.EvaluateAsync<int?>("() => window.rowsThen"));
    }

    [Fact]
    public async Task An_unknown_payment_turns_into_a_paid_one_before_the_reader_s_eyes()
    {
        var story = new Story(DateTimeOffset.UtcNow.AddSeconds(-15));
        await browser.Dashboard.TellAsync(story.Unknown());
        await using var page = await browser.OpenAsync($"/payments/{story.TraceId}");
        await Expect(page.Page.Locator("h1 .badge")).ToHaveTextAsync("Unknown");
        await Expect(page.Page.Locator(".verdict")).ToContainTextAsync("settlement_pending");

        await browser.Dashboard.TellAsync(story.SettledLater());

        await Expect(page.Page.Locator("h1 .badge")).ToHaveTextAsync("Paid");
    }

    [Fact]
    public async Task A_refused_payment_says_why_and_that_nothing_was_charged()
    {
        await using var page = await browser.OpenAsync($"/payments/{browser.Refused.TraceId}");

        await Expect(page.Page.Locator(".verdict")).ToContainTextAsync("insufficient_funds");
        await Expect(page.Page.Locator(".verdict")).ToContainTextAsync("Nothing was charged.");
        await Expect(page.Page.Locator(".waterfall li.error")).ToHaveCountAsync(3);
        await Expect(page.Page.GetByText("No transaction: no money has moved.")).ToBeVisibleAsync();
        await page.PictureAsync("payment-refused");
    }

    [Fact]
    public async Task A_batched_payment_leads_to_those_it_was_settled_with()
    {
        await using var page = await browser.OpenAsync($"/payments/{browser.Paid.TraceId}");

        await Expect(page.Page.GetByText("3 payments in one transaction")).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".batchlist li")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Filters_narrow_the_list_and_the_export()
    {
        await using var page = await browser.OpenAsync("/payments");
        await Expect(page.Page.Locator("tbody .badge").First).ToBeVisibleAsync();

        await page.Page.GetByRole(AriaRole.Navigation, new() { Name = "Outcome" }).GetByText("Refused").ClickAsync();

        await Expect(page.Page.Locator("tbody .badge:not(.refused)")).ToHaveCountAsync(0);
        await Expect(page.Page.Locator("tbody .badge.refused").First).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" })).ToHaveAttributeAsync("href", "export.csv?outcome=refused");
    }

    [Fact]
    public async Task The_keyboard_reaches_everything()
    {
        await using var page = await browser.OpenAsync("/payments");
        await Expect(page.Page.Locator("tbody .badge").First).ToBeVisibleAsync();
        await page.Page.Locator("input[type=search]").FocusAsync();

        var reached = false;
        for (var press = 0; press < 40 && !reached; press++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            reached = await page.Page.EvaluateAsync<bool>("() => document.activeElement.closest('tbody a') !== null");
        }

        Assert.True(reached);
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".waterfall")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_chart_says_exact_numbers_and_a_change_moves_only_what_has_changed()
    {
        // a column that towers above the others, whatever other tests have sold
        await browser.Dashboard.TellAsync(new Story(DateTimeOffset.UtcNow) { Amount = "7654321" }.Paid());
        await using var page = await browser.OpenAsync("/");
        var revenue = page.Page.Locator("figure").First;
        await Expect(revenue.Locator(".plot svg")).ToBeVisibleAsync();
        bool isSame;
        long part;
        do
        {
            // when a new part of the hour begins, all columns move: then it is looked at once more
            part = Part();
            await SellAsync();
            await revenue.Locator(".rz-column-series path").Nth(15).EvaluateAsync("column => { window.older = column; }");
            await SellAsync();
            isSame = await page.Page.EvaluateAsync<bool>("() => window.older.isConnected");
        }
        while (part != Part());

        Assert.True(isSame);
        await revenue.GetByText("Numbers").ClickAsync();
        await Expect(revenue.Locator("tbody tr").Last).ToContainTextAsync(new Regex("[.][0-9]{5,6} xUSD"));
        var said = revenue.Locator(".said").First;
        for (var move = 0; move < 100 && !await said.IsVisibleAsync(); move++)
        {
            // high above a column that is next to nothing; and as a hand does: a chart that is drawn anew takes away what it said, and the next movement brings it back
            var plot = await revenue.Locator(".plot svg").BoundingBoxAsync();
            await page.Page.Mouse.MoveAsync(plot!.X + (plot.Width / 2) + (move % 2), plot.Y + (plot.Height / 3));
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        await Expect(said).ToContainTextAsync("xUSD");
        await page.PictureAsync("overview-chart");

        static long Part() => DateTimeOffset.UtcNow.Ticks / StatisticsRange.Of("1h").Part.Ticks;

        async Task SellAsync()
        {
            var sum = page.Page.Locator(".tile.lead strong");
            var before = await sum.InnerTextAsync();
            await browser.Dashboard.TellAsync(new Story(DateTimeOffset.UtcNow) { Amount = "123" }.Paid());
            await Expect(sum).Not.ToHaveTextAsync(before);
        }
    }

    [Fact]
    public async Task Times_are_those_of_the_reader_s_clock()
    {
        await using var page = await browser.OpenInZoneAsync($"/payments/{browser.Paid.TraceId}", "Asia/Kolkata");
        await Expect(page.Page.Locator(".when")).ToContainTextAsync("UTC+5:30");

        // what the server writes by itself the next time
        var again = await page.Page.APIRequest.GetAsync($"/payments/{browser.Paid.TraceId}");
        Assert.Contains("UTC+5:30", WebUtility.HtmlDecode(await again.TextAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Europe/Berlin 60", "2026-01-01 13:00:00.000 UTC+1")]
    [InlineData("Asia/Kolkata 330", "2026-01-01 17:30:00.000 UTC+5:30")]
    [InlineData("Mars/Olympus -90", "2026-01-01 10:30:00.000 UTC-1:30")]
    [InlineData("UTC 0", "2026-01-01 12:00:00.000 UTC")]
    [InlineData("../../etc/passwd 60", "2026-01-01 12:00:00.000 UTC")]
    [InlineData("Mars/Olympus 9999", "2026-01-01 12:00:00.000 UTC")]
    [InlineData(null, "2026-01-01 12:00:00.000 UTC")]
    public void What_a_browser_tells_about_its_clock_is_understood_or_UTC(string? told, string expected) =>
        Assert.Equal(expected, ReaderTime.Of(told).Full(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)));

    [Fact]
    public async Task The_theme_can_be_chosen_and_is_remembered()
    {
        await using var page = await browser.OpenAsync("/");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Light or dark" }).ClickAsync();
        await page.Page.ReloadAsync();

        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }
}
