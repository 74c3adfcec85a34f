using Microsoft.Playwright;
using X402.Evm;
using X402.Payments;
using static Microsoft.Playwright.Assertions;

namespace X402.Services.Payments.Tests;

/// <summary>Pages that look at the chain and into the books.</summary>
public sealed class LivePagesTests(LiveFixture live) : IClassFixture<LiveFixture>
{
    public static TheoryData<string, ColorScheme, int> Looks =>
        new MatrixTheoryData<string, ColorScheme, int>(["chain", "transaction", "block", "payment", "facilitator"], [ColorScheme.Light, ColorScheme.Dark], [1360, 390]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_is_accessible_in_every_look(string name, ColorScheme scheme, int width)
    {
        var (path, landmark) = name switch
        {
            "chain" => ("/chain", ".blocks tbody tr"),
            "transaction" => ($"/chain/tx/{live.Transaction}", ".badge.paid"),
            "block" => ($"/chain/block/{(await live.Stack.Chain.WaitForReceiptAsync(Hash32.Parse(live.Transaction), Cancellation)).BlockNumber}", ".batchlist a"),
            "payment" => ($"/payments/{live.Trace}", "details.wire"),
            _ => ("/facilitator", "h2"),
        };
        await using var page = await live.OpenAsync(path, scheme, width);
        await Expect(page.Page.Locator(landmark).First).ToBeVisibleAsync();

        await page.PictureAsync($"live-{name}-{scheme.ToString().ToLowerInvariant()}-{(width < 500 ? "narrow" : "wide")}");
        await page.AssertAccessibleAsync();
        await page.AssertFitsAsync();
    }

    [Fact]
    public async Task A_payment_shows_what_went_over_the_wire_and_nobody_s_signature()
    {
        await using var page = await live.OpenAsync($"/payments/{live.Trace}");
        var wire = page.Page.GetByRole(AriaRole.Region, new() { Name = "On the wire" });

        await Expect(wire.Locator("summary b")).ToHaveTextAsync(
            ["2 · The offer", "2 · The offer, version 1", "4 · The payment", "5 · Is it valid?", "6 · The verdict", "8 · Settle it", "11 · The facilitator's receipt", "12 · The buyer's receipt"]);
        await Expect(wire.Locator("pre[aria-label='4 · The payment as JSON']")).ToContainTextAsync("\"x402Version\": 2");
        await Expect(wire).ToContainTextAsync("PAYMENT-SIGNATURE");
        Assert.DoesNotContain(live.Signature[10..60], await page.Page.ContentAsync(), StringComparison.OrdinalIgnoreCase);

        await wire.GetByRole(AriaRole.Button, new() { Name = "Copy 4 · The payment as JSON" }).ClickAsync();
        await Expect(wire.Locator("[data-done=yes]")).ToHaveCountAsync(1);
        Assert.Contains("\"authorization\"", await page.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_leads_to_its_transaction_decoded_and_back_and_to_Aspire_s_trace()
    {
        await using var page = await live.OpenAsync($"/payments/{live.Trace}");
        await Expect(page.Page.Locator($"a[href='http://localhost:18800/traces/detail/{live.Trace}']")).ToBeVisibleAsync();

        await page.Page.Locator($"a[href='chain/tx/{live.Transaction}']").ClickAsync();

        await Expect(page.Page.GetByText("transferWithAuthorization").First).ToBeVisibleAsync();
        await Expect(page.Page.Locator("summary b", new() { HasText = "AuthorizationUsed" })).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("0.01 xUSD").First).ToBeVisibleAsync();
        await page.Page.Locator($".batchlist a[href='payments/{live.Trace}']").ClickAsync();
        await Expect(page.Page.Locator(".waterfall")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_dashboard_that_hangs_holds_up_no_payment()
    {
        live.Dashboard.Pause();
        try
        {
            var (_, transaction, _) = await live.BuyAsync();
            Assert.StartsWith("0x", transaction, StringComparison.Ordinal);
        }
        finally
        {
            live.Dashboard.Resume();
        }
    }

    [Fact]
    public async Task The_faucet_funds_whom_it_is_told_to_and_says_what_is_no_address()
    {
        var account = new EvmAddress(System.Security.Cryptography.RandomNumberGenerator.GetBytes(EvmAddress.Size));
        await using var page = await live.OpenAsync("/chain");
        await page.Page.GetByLabel("Address", new() { Exact = true }).FillAsync("0x1234");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Fund it" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("That is no address");

        await page.Page.GetByLabel("Address", new() { Exact = true }).FillAsync(account.ToString());
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync($"100 xUSD for {account}");
        Assert.Equal<Money.UInt256>(100_000_000, await live.Stack.Chain.BalanceOfAsync(account, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_block_is_mined_and_seen_at_once_with_the_keyboard_alone()
    {
        await using var page = await live.OpenAsync("/chain");
        var newest = page.Page.Locator(".blocks tbody a").First;
        var before = await newest.InnerTextAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Mine a block" }).FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("A block was mined.");
        await Expect(newest).Not.ToHaveTextAsync(before);
    }

    [Fact]
    public async Task What_no_service_told_is_shown_as_the_ledger_has_it_and_marked()
    {
        var silent = await live.KeepSilentAsync(
            "GET /silent", new() { To = PaymentState.Verified }, new() { To = PaymentState.Fulfilled }, new() { To = PaymentState.Settling },
            new() { To = PaymentState.Settled, Transaction = live.Transaction });
        await using var page = await live.OpenAsync($"/payments?q={silent.Id.Nonce}");

        await Expect(page.Page.Locator("tbody .badge.paid")).ToBeVisibleAsync();
        await page.Page.Locator("tbody a").First.ClickAsync();
        await Expect(page.Page.Locator(".verdict")).ToContainTextAsync("This is what the ledger says. Services told nothing about this payment.");
        await Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "In the books" })).ToContainTextAsync("Ledger of the server: Settled");
        await page.PictureAsync("live-payment-from-ledger");
    }

    [Fact]
    public async Task What_is_open_in_the_books_is_listed_with_its_reason()
    {
        await live.KeepSilentAsync(
            "GET /forgotten", new() { To = PaymentState.Verified }, new() { To = PaymentState.Fulfilled }, new() { To = PaymentState.Settling },
            new() { To = PaymentState.Unknown, Reason = "settlement_pending" });
        await using var page = await live.OpenAsync("/facilitator");

        var row = page.Page.GetByRole(AriaRole.Region, new() { Name = "Open in the books" }).Locator("tr", new() { HasText = "GET /forgotten" }).First;
        await Expect(row).ToContainTextAsync("Unknown");
        await Expect(row).ToContainTextAsync("settlement_pending");
        await page.PictureAsync("live-facilitator-open");
        await page.AssertAccessibleAsync();
    }
}
