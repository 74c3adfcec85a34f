using Microsoft.Playwright;
using X402.Money;
using X402.TestSupport.Chain;
using static Microsoft.Playwright.Assertions;

namespace X402.Services.Payments.Tests;

/// <summary>The page on which people learn the protocol by buying: against the real shop, facilitator and chain.</summary>
public sealed class TryTests(LiveFixture live) : IClassFixture<LiveFixture>
{
    private static readonly DevelopmentAccount s_account = DevelopmentAccount.All[4];

    public static TheoryData<ColorScheme, int> Looks => new MatrixTheoryData<ColorScheme, int>([ColorScheme.Light, ColorScheme.Dark], [1360, 390]);

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_whole_purchase_is_accessible_in_every_look(ColorScheme scheme, int width)
    {
        await using var page = await live.OpenAsync("/try", scheme, width);
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Run all steps" })).ToBeEnabledAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Run all steps" }).ClickAsync();

        await Expect(page.Page.Locator(".waterfall li.done").First).ToBeVisibleAsync();
        await page.PictureAsync($"try-{scheme.ToString().ToLowerInvariant()}-{(width < 500 ? "narrow" : "wide")}");
        await page.AssertAccessibleAsync();
        await page.AssertFitsAsync();
    }

    [Fact]
    public async Task A_purchase_goes_step_by_step_and_every_message_is_decoded()
    {
        var before = await BalanceAsync();
        await using var page = await live.OpenAsync("/try");

        await NextAsync(page, "Next: ask for the price");
        await Expect(Step(page, "Names the price")).ToContainTextAsync("\"amount\": \"10000\"");
        await NextAsync(page, "Next: choose and sign");
        await Expect(Step(page, "Chooses and signs")).ToContainTextAsync(s_account.Address.ToString());
        await Expect(Step(page, "Asks again, paying")).ToContainTextAsync("\"x402Version\": 2");
        Assert.Equal(before, await BalanceAsync());
        await NextAsync(page, "Next: pay");

        await Expect(Step(page, "Delivers with the receipt")).ToContainTextAsync("\"success\": true");
        await Expect(Step(page, "Delivers with the receipt")).ToContainTextAsync("\"city\"");
        Assert.Equal(before - UInt256.Parse("10000"), await BalanceAsync());
        await Expect(page.Page.Locator(".waterfall li.done")).Not.ToHaveCountAsync(0);
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "The whole story of this payment" }).ClickAsync();
        await Expect(page.Page.Locator("h1")).ToContainTextAsync("0.01 xUSD");
    }

    [Theory]
    [InlineData("Pay one unit less", "authorization_value_mismatch")]
    [InlineData("Pay somebody else", "invalid_exact_evm_recipient_mismatch")]
    [InlineData("Expired", "valid_before")]
    [InlineData("Not valid yet", "valid_after")]
    [InlineData("Changed after signing", "invalid_exact_evm_signature")]
    [InlineData("No money", "insufficient_balance")]
    public async Task An_experiment_is_refused_with_its_reason_and_costs_nothing(string experiment, string reason)
    {
        var before = await BalanceAsync();
        await using var page = await live.OpenAsync("/try");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Run all steps" })).ToBeEnabledAsync();

        await page.Page.GetByText(experiment, new() { Exact = true }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Run all steps" }).ClickAsync();

        await Expect(Step(page, "Refuses, and says why").Locator(".verdict")).ToContainTextAsync(reason);
        await Expect(Step(page, "Refuses, and says why").Locator(".verdict")).ToContainTextAsync("Nothing was charged");
        Assert.Equal(before, await BalanceAsync());
    }

    [Fact]
    public async Task The_same_payment_again_gives_the_same_answer_and_buys_nothing_else()
    {
        await using var page = await live.OpenAsync("/try");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Run all steps" })).ToBeEnabledAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Run all steps" }).ClickAsync();
        await Expect(Step(page, "Delivers with the receipt")).ToBeVisibleAsync();
        var after = await BalanceAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send the same payment again" }).ClickAsync();
        await Expect(Step(page, "the same answer, no second charge")).ToContainTextAsync("\"success\": true");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Use it for something else" }).ClickAsync();
        await Expect(Step(page, "for something else: refused")).ToContainTextAsync("payment_already_used");

        Assert.Equal(after, await BalanceAsync());
    }

    [Fact]
    public async Task A_request_with_a_body_can_be_bought_too()
    {
        await using var page = await live.OpenAsync("/try");

        await page.Page.GetByLabel("Endpoint").SelectOptionAsync(["POST /summarize"]);
        await Expect(page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Body" })).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Run all steps" }).ClickAsync();

        await Expect(Step(page, "Delivers with the receipt")).ToContainTextAsync("\"success\": true");
    }

    [Fact]
    public async Task The_wallet_can_be_filled()
    {
        var before = await BalanceAsync();
        await using var page = await live.OpenAsync("/try");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Get $100 of play money" }).ClickAsync();

        await Expect(page.Page.GetByText("100 xUSD for")).ToBeVisibleAsync();
        Assert.Equal(before + UInt256.Parse("100000000"), await BalanceAsync());
    }

    private static async Task NextAsync(BrowserPage page, string name)
    {
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = name })).ToBeEnabledAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
    }

    private static ILocator Step(BrowserPage page, string title) =>
        page.Page.Locator(".trial > li").Filter(new() { Has = page.Page.GetByRole(AriaRole.Heading, new() { Name = title }) });

    private Task<UInt256> BalanceAsync() => live.Stack.Chain.BalanceOfAsync(s_account.Address, cancellationToken: TestContext.Current.CancellationToken);
}
