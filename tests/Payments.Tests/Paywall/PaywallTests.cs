using Microsoft.Playwright;
using X402.Money;
using X402.TestSupport.Chain;
using static Microsoft.Playwright.Assertions;

namespace X402.Services.Payments.Tests.Paywall;

/// <summary>People buy in a browser: real pages, real signatures, real money of the local chain.</summary>
public sealed class PaywallTests(MarketFixture market) : IClassFixture<MarketFixture>
{
    private static readonly DevelopmentAccount s_payer = DevelopmentAccount.All[5];

    public static TheoryData<ColorScheme, int> Looks => new MatrixTheoryData<ColorScheme, int>([ColorScheme.Light, ColorScheme.Dark], [1360, 390]);

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task The_page_and_what_was_bought_are_accessible_in_every_look(ColorScheme scheme, int width)
    {
        var look = $"{scheme.ToString().ToLowerInvariant()}-{(width < 500 ? "narrow" : "wide")}";
        await using var page = await market.OpenAsync("/weather/london", market.NewWallet(), scheme: scheme, width: width);
        await Expect(PayButton(page)).ToBeEnabledAsync();
        await page.PictureAsync($"paywall-{look}");
        await page.AssertAccessibleAsync();
        await page.AssertFitsAsync();

        await PayButton(page).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToBeVisibleAsync();
        await page.PictureAsync($"paywall-paid-{look}");
        await page.AssertAccessibleAsync();
        await page.AssertFitsAsync();
    }

    [Fact]
    public async Task A_person_pays_with_a_wallet_and_sees_the_answer_and_the_receipt()
    {
        var wallet = market.NewWallet();
        var before = await BalanceAsync();
        await using var page = await market.OpenAsync("/weather/london?days=3", wallet);

        await PayButton(page).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("\"city\": \"london\"");
        // every token as the server wrote it
        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("\"degrees\": 21.50");
        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("\"big\": 12345678901234567890");
        await Expect(page.Page.Locator("#receipt")).ToContainTextAsync("0x");
        await Expect(page.Page.Locator("#paid")).ToHaveTextAsync("Paid 0.01 xUSD");
        await Expect(page.Page.Locator("#paid")).ToBeFocusedAsync();
        Assert.Equal(before - UInt256.Parse("10000"), await BalanceAsync());
        Assert.Equal(["eth_requestAccounts", "eth_chainId", "eth_call", "eth_signTypedData_v4"], wallet.Asked);
        var typedData = wallet.TypedData!;
        Assert.Equal("TransferWithAuthorization", (string?)typedData["primaryType"]);
        Assert.Equal("10000", (string?)typedData["message"]!["value"]);
        Assert.Equal("0", (string?)typedData["message"]!["validAfter"]);
        Assert.Equal(market.Market.Chain.TokenAddress.ToString(), (string?)typedData["domain"]!["verifyingContract"], ignoreCase: true);
        Assert.Equal(31337, (int)typedData["domain"]!["chainId"]!);
    }

    [Fact]
    public async Task A_newcomer_pays_with_the_development_wallet_by_one_click()
    {
        await using var page = await market.OpenAsync("/weather/paris");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "development wallet" }).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("\"city\": \"paris\"");
        await Expect(page.Page.Locator("#paid-by")).ToContainTextAsync("0x90F7…b906");
    }

    [Fact]
    public async Task The_keyboard_alone_pays()
    {
        await using var page = await market.OpenAsync("/weather/rome", market.NewWallet());
        await Expect(PayButton(page)).ToBeEnabledAsync();

        for (var press = 0; press < 10 && !await PayButton(page).EvaluateAsync<bool>("button => button === document.activeElement"); press++)
            await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("rome");
    }

    [Fact]
    public async Task Several_wallets_announce_themselves_and_one_is_chosen()
    {
        var wallet = market.NewWallet();
        await using var page = await market.OpenAsync("/weather/oslo", wallet, announced: true);

        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "with First Wallet" })).ToBeVisibleAsync();
        await page.PictureAsync("paywall-wallets");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "with Second <b>Wallet</b>" }).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("oslo");
    }

    [Fact]
    public async Task Who_says_no_pays_nothing_and_may_think_again()
    {
        var wallet = market.NewWallet();
        wallet.Rejects = "eth_signTypedData_v4";
        var before = await BalanceAsync();
        await using var page = await market.OpenAsync("/weather/bonn", wallet);

        await PayButton(page).ClickAsync();
        await Expect(Status(page)).ToContainTextAsync("Nothing was signed and nothing was paid.");
        await page.PictureAsync("paywall-rejected");
        await page.AssertAccessibleAsync();
        Assert.Equal(before, await BalanceAsync());

        wallet.Rejects = null;
        await PayButton(page).ClickAsync();
        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("bonn");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wallet_on_another_network_is_brought_to_the_right_one(bool knowsIt)
    {
        var wallet = market.NewWallet();
        (wallet.ChainId, wallet.KnowsChain) = (1, knowsIt);
        await using var page = await market.OpenAsync("/weather/kyiv", wallet);

        await PayButton(page).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("kyiv");
        Assert.Contains("wallet_switchEthereumChain", wallet.Asked);
        Assert.Equal(!knowsIt, wallet.Asked.Contains("wallet_addEthereumChain"));
    }

    [Fact]
    public async Task A_wallet_that_stays_on_another_network_signs_nothing()
    {
        var wallet = market.NewWallet();
        (wallet.ChainId, wallet.Rejects) = (1, "wallet_switchEthereumChain");
        await using var page = await market.OpenAsync("/weather/lima", wallet);

        await PayButton(page).ClickAsync();

        await Expect(Status(page)).ToContainTextAsync("Not paid.");
        Assert.DoesNotContain("eth_signTypedData_v4", wallet.Asked);
    }

    [Fact]
    public async Task Who_has_too_little_is_told_before_signing()
    {
        var wallet = market.NewWallet(0);
        await using var page = await market.OpenAsync("/weather/baku", wallet);

        await PayButton(page).ClickAsync();

        await Expect(Status(page)).ToContainTextAsync("has 0 xUSD on Local chain; this costs 0.01 xUSD");
        await page.PictureAsync("paywall-insufficient");
        Assert.DoesNotContain("eth_signTypedData_v4", wallet.Asked);
    }

    [Fact]
    public async Task A_refused_payment_says_why_and_charges_nothing()
    {
        var wallet = market.NewWallet();
        wallet.SignsAs = DevelopmentAccount.All[6];
        var before = await BalanceAsync();
        await using var page = await market.OpenAsync("/weather/riga", wallet);

        await PayButton(page).ClickAsync();

        await Expect(Status(page)).ToContainTextAsync("invalid_exact_evm_signature");
        await Expect(Status(page)).ToContainTextAsync("Nothing was charged.");
        await page.PictureAsync("paywall-refused");
        await page.AssertAccessibleAsync();
        Assert.Equal(before, await BalanceAsync());
        await Expect(PayButton(page)).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_pending_payment_is_sent_again_until_it_settles_and_never_signed_twice()
    {
        var wallet = market.NewWallet();
        var before = await BalanceAsync();
        await using var page = await market.OpenAsync("/weather/doha", wallet);
        market.Market.Facilitator.Lose = 100;

        await PayButton(page).ClickAsync();
        await Expect(Status(page)).ToContainTextAsync("you are not charged twice");
        await page.PictureAsync("paywall-pending");
        await page.Page.ReloadAsync();
        await Expect(Status(page)).ToContainTextAsync("you are not charged twice");
        market.Market.Facilitator.Lose = 0;

        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("doha");
        Assert.Equal(before - UInt256.Parse("10000"), await BalanceAsync());
        Assert.Single(wallet.Asked, "eth_signTypedData_v4");
    }

    [Fact]
    public async Task A_lost_connection_loses_no_payment()
    {
        var wallet = market.NewWallet();
        var before = await BalanceAsync();
        await using var page = await market.OpenAsync("/weather/cork", wallet);
        var losses = 0;
        // the request arrives and is served; its answer is what gets lost
        await page.Page.RouteAsync("**/weather/cork", async route =>
        {
            if (!route.Request.Headers.ContainsKey("payment-signature") || Interlocked.Increment(ref losses) > 1)
            {
                await route.ContinueAsync();
                return;
            }
            await route.FetchAsync();
            await route.AbortAsync();
        });

        await PayButton(page).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("cork");
        Assert.Equal(2, losses);
        Assert.Equal(before - UInt256.Parse("10000"), await BalanceAsync());
        Assert.Single(wallet.Asked, "eth_signTypedData_v4");
    }

    [Fact]
    public async Task What_was_bought_survives_a_reload_without_a_second_charge_and_can_be_bought_again()
    {
        var wallet = market.NewWallet();
        await using var page = await market.OpenAsync("/weather/turin", wallet);
        await PayButton(page).ClickAsync();
        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("turin");
        var after = await BalanceAsync();

        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator("#content pre")).ToContainTextAsync("turin");
        Assert.Equal(after, await BalanceAsync());

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Buy again" }).ClickAsync();
        await Expect(PayButton(page)).ToBeEnabledAsync();
    }

    [Fact]
    public async Task An_answer_that_failed_is_not_charged()
    {
        var before = await BalanceAsync();
        await using var page = await market.OpenAsync("/broken", market.NewWallet());

        await PayButton(page).ClickAsync();

        await Expect(Status(page)).ToContainTextAsync("It charges nothing for an answer that failed.");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Try again with the same payment" })).ToBeVisibleAsync();
        Assert.Equal(before, await BalanceAsync());
    }

    [Fact]
    public async Task An_offer_upfront_says_so_before_anything_is_signed_and_what_streams_arrives()
    {
        var before = await BalanceAsync();
        await using var page = await market.OpenAsync("/stream", market.NewWallet());
        await Expect(page.Page.Locator("#promise")).ToHaveTextAsync("This server takes the payment first and answers then.");
        await page.PictureAsync("paywall-upfront");
        await page.AssertAccessibleAsync();

        await PayButton(page).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToHaveTextAsync("Twinkle, twinkle,\nlittle star\n");
        await Expect(page.Page.Locator("#receipt")).ToContainTextAsync("0x");
        Assert.Equal(before - UInt256.Parse("60000"), await BalanceAsync());
    }

    [Fact]
    public async Task What_was_paid_upfront_and_not_delivered_is_kept_until_it_is_and_costs_nothing_more()
    {
        var wallet = market.NewWallet();
        var before = await BalanceAsync();
        await using var page = await market.OpenAsync("/moody/never-begins", wallet);

        await PayButton(page).ClickAsync();
        await Expect(Status(page)).ToContainTextAsync("Paid, but not delivered.");
        await page.PictureAsync("paywall-undelivered");
        await page.AssertAccessibleAsync();
        Assert.Equal(before - UInt256.Parse("70000"), await BalanceAsync());
        // long after the signature has expired, the server still owes the answer
        await page.Page.EvaluateAsync("() => { const [key] = Object.keys(sessionStorage); sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), validBefore: 1 })); }");
        await page.Page.ReloadAsync();

        await Expect(page.Page.Locator("#content pre")).ToHaveTextAsync("never-begins: in a better mood");
        Assert.Equal(before - UInt256.Parse("70000"), await BalanceAsync());
        Assert.Single(wallet.Asked, "eth_signTypedData_v4");
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again_with_the_same_payment()
    {
        var wallet = market.NewWallet();
        var before = await BalanceAsync();
        await using var page = await market.OpenAsync("/moody/breaks-off", wallet);

        await PayButton(page).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToHaveTextAsync("breaks-off: in a better mood");
        Assert.Equal(before - UInt256.Parse("70000"), await BalanceAsync());
        Assert.Single(wallet.Asked, "eth_signTypedData_v4");
    }

    [Fact]
    public async Task One_of_several_offers_can_be_chosen()
    {
        var wallet = market.NewWallet();
        await using var page = await market.OpenAsync("/choice", wallet);

        await page.Page.GetByRole(AriaRole.Radio, new() { Name = "0.05 xUSD" }).CheckAsync();
        await Expect(page.Page.Locator("#price")).ToHaveTextAsync("$0.05");
        await page.PictureAsync("paywall-choice");
        await page.AssertAccessibleAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Pay 0.05 xUSD with your wallet" }).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToHaveTextAsync("chosen");
        Assert.Equal("50000", (string?)wallet.TypedData!["message"]!["value"]);
    }

    [Fact]
    public async Task A_bought_page_is_shown_with_its_styles_and_runs_nothing()
    {
        await using var page = await market.OpenAsync("/page", market.NewWallet());

        await PayButton(page).ClickAsync();

        var inside = page.Page.FrameLocator("#content iframe");
        await Expect(inside.Locator("h2")).ToHaveCSSAsync("color", "rgb(1, 2, 3)");
        await Expect(inside.Locator("p")).ToHaveCSSAsync("font-weight", "900");
        await Expect(page.Page).ToHaveTitleAsync("Paid · $0.02 · Weather station");
        await page.PictureAsync("paywall-paid-page");
    }

    [Fact]
    public async Task A_bought_picture_is_shown_and_a_bought_file_can_be_saved()
    {
        await using var picture = await market.OpenAsync("/picture", market.NewWallet());
        await PayButton(picture).ClickAsync();
        await Expect(picture.Page.GetByAltText("What you bought")).ToBeVisibleAsync();

        await using var file = await market.OpenAsync("/file", market.NewWallet());
        await PayButton(file).ClickAsync();
        var download = await file.Page.RunAndWaitForDownloadAsync(() => file.Page.GetByRole(AriaRole.Link, new() { Name = "Save" }).ClickAsync());

        Assert.Equal("data.bin", download.SuggestedFilename);
        Assert.Equal(2048, new FileInfo(await download.PathAsync()).Length);
    }

    [Fact]
    public async Task Hostile_texts_of_a_seller_stay_texts()
    {
        await using var page = await market.OpenAsync("/hostile?q=" + Uri.EscapeDataString(Market.Hostile), market.NewWallet());
        await Expect(page.Page.Locator(".what")).ToHaveTextAsync(Market.Hostile);
        Assert.Equal(0, await page.Page.Locator("img[src=x]").CountAsync());

        await PayButton(page).ClickAsync();

        await Expect(page.Page.Locator("#content pre")).ToHaveTextAsync(Market.Hostile);
    }

    [Fact]
    public async Task Without_a_wallet_the_page_says_how_to_get_one()
    {
        var context = await market.NewContextAsync();
        // the development wallet is the server's to offer; here it offers none
        await context.RouteAsync("**/weather/*", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("\"developmentWallet\"", "\"none\"", StringComparison.Ordinal) });
        });
        await using var page = await BrowserPage.OpenPaywallAsync(context, "/weather/graz");

        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "get a browser wallet" })).ToBeVisibleAsync();
        await page.PictureAsync("paywall-no-wallet");
        await page.AssertAccessibleAsync();
    }

    [Fact]
    public async Task Without_script_the_page_says_what_to_do()
    {
        await using var page = await market.OpenAsync("/weather/nice", script: false);

        await Expect(page.Page.GetByText("this page needs JavaScript")).ToBeVisibleAsync();
        await Expect(page.Page.Locator("dd").First).ToBeVisibleAsync();
        await Expect(page.Page.Locator("#action")).ToBeHiddenAsync();
        await page.PictureAsync("paywall-no-script");
    }

    private static ILocator PayButton(BrowserPage page) => page.Page.Locator("button.pay").First;

    private static ILocator Status(BrowserPage page) => page.Page.GetByRole(AriaRole.Status);

    private Task<UInt256> BalanceAsync() => market.Market.Chain.BalanceOfAsync(s_payer.Address, cancellationToken: TestContext.Current.CancellationToken);
}
