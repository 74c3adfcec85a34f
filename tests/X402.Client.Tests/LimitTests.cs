using X402.Assets;
using X402.Client.Tests.Support;
using X402.Networks;
using X402.Protocol;
using X402.Reasons;

namespace X402.Client.Tests;

public sealed class LimitTests
{
    private const string Other = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";

    [Fact]
    public async Task A_price_above_the_cap_is_not_paid()
    {
        var failure = await RefuseAsync(Offers.Exact("1000001"));

        Assert.Equal(PurchaseReasons.OverCap, failure.Reason);
        Assert.Contains("1.000001 xUSD exceeds the cap of $1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_that_rises_after_the_first_look_is_judged_anew()
    {
        var asked = 0;
        await using var shop = await Shop.OpenAsync(context => Shop.Sell(context, Interlocked.Increment(ref asked) == 1 ? Offers.Cent : Offers.Exact("90000000")));
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);

        // what was signed is the offer that was judged, so a second, dearer offer cannot slip in between
        using var first = await client.BuyAsync(shop.Url);
        var second = await client.FailsAsync<PaymentNotMadeException>(shop.Url);

        Assert.Equal("10000", Assert.Single(shop.Payments).Accepted?.Amount);
        Assert.Equal(PurchaseReasons.OverCap, second.Reason);
        Assert.Equal(1, wallet.Signed);
    }

    [Theory]
    [InlineData("999999999999999999999999999999999999999999999999999999999999999999999999999999")] // more than 256 bits
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935")] // 2^256 - 1
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("0.01")]
    [InlineData("0x10")]
    public async Task An_amount_that_is_absurd_or_no_integer_is_not_paid(string amount) => await RefuseAsync(Offers.Exact(amount));

    [Fact]
    public async Task The_servers_word_on_decimals_and_ticker_counts_for_nothing()
    {
        // by the server's 18 decimals these 5 dollars would be next to nothing
        var confusing = Offers.Exact("5000000") with { Extra = Offers.Extra("""{"name":"X402 Development Dollar","version":"1","decimals":18,"symbol":"xUSD"}""") };

        Assert.Equal(PurchaseReasons.OverCap, (await RefuseAsync(confusing)).Reason);
    }

    [Fact]
    public async Task Tokens_of_18_decimals_are_counted_with_18()
    {
        var gold = new AssetInfo(NetworkId.Parse(Offers.Network), Other, "dUSD", 18, "d", "1");
        var offer = Offers.Exact("1000000000000000000") with { Asset = Other };
        await using var shop = await Shop.SellAsync(offer);
        using var allowed = Buyer.Create(new TestWallet(), o => o.Assets = new AssetRegistry(gold));
        using var result = await allowed.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
        Assert.Equal("1 dUSD", result.Receipt?.AmountText);
        Assert.Equal(PurchaseReasons.OverCap, (await RefuseAsync(offer with { Amount = "1000000000000000001" }, o => o.Assets = new AssetRegistry(gold))).Reason);
    }

    [Fact]
    public async Task An_unknown_asset_is_not_paid_in() =>
        Assert.Equal(PurchaseReasons.AssetNotAllowed, (await RefuseAsync(Offers.Cent with { Asset = Other })).Reason);

    [Fact]
    public async Task A_known_asset_on_another_network_is_another_asset() =>
        Assert.Equal(PurchaseReasons.AssetNotAllowed, (await RefuseAsync(Offers.Cent with { Network = "eip155:8453" })).Reason);

    [Fact]
    public async Task A_network_that_is_not_on_the_list_is_not_paid_on() =>
        Assert.Equal(PurchaseReasons.NetworkNotAllowed, (await RefuseAsync(Offers.CentOnBaseSepolia, o => o.AllowedNetworks.Add(Offers.Network))).Reason);

    [Fact]
    public async Task An_asset_that_is_not_on_the_list_is_not_paid_in() =>
        Assert.Equal(PurchaseReasons.AssetNotAllowed, (await RefuseAsync(Offers.Cent, o => o.AllowedAssets.Add("USDC"))).Reason);

    [Fact]
    public async Task A_recipient_that_is_not_on_the_list_is_not_paid() =>
        Assert.Equal(PurchaseReasons.PayeeNotAllowed, (await RefuseAsync(Offers.Cent with { PayTo = Other }, o => o.AllowedPayees.Add(Offers.PayTo))).Reason);

    [Fact]
    public async Task Lists_compare_addresses_by_their_bytes()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet(), o =>
        {
            o.AllowedPayees.Add(Offers.PayTo.ToLowerInvariant());
            o.AllowedAssets.Add(KnownAssets.DevelopmentDollarAddress.ToLowerInvariant());
            o.AllowedNetworks.Add(Offers.Network);
        });

        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
    }

    [Fact]
    public async Task A_host_that_is_not_on_the_list_is_not_paid() =>
        Assert.Equal(PurchaseReasons.HostNotAllowed, (await RefuseAsync(Offers.Cent, o => o.AllowedHosts.Add("api.example.com"))).Reason);

    [Theory]
    [InlineData("http://shop.example/weather", false)]
    [InlineData("http://shop.example/weather", true)]
    public async Task An_unencrypted_server_elsewhere_is_paid_only_when_it_is_named(string url, bool named)
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet(), o =>
        {
            if (named)
                o.InsecureHosts.Add("shop.example");
        }, primary: Buyer.EveryHostIs(shop.Url));

        using var result = await client.BuyAsync(new Uri(url));

        Assert.Equal(named ? PurchaseOutcome.Paid : PurchaseOutcome.NotMade, result.Outcome);
        if (!named)
            Assert.Equal(PurchaseReasons.InsecureTransport, result.Failure?.Reason);
    }

    [Fact]
    public async Task An_authorization_that_would_be_valid_for_days_is_not_signed() =>
        Assert.Equal(PurchaseReasons.LifetimeTooLong, (await RefuseAsync(Offers.Cent with { MaxTimeoutSeconds = 604_800 })).Reason);

    [Fact]
    public async Task An_approver_that_says_no_is_obeyed_and_the_money_is_free_again()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        var wallet = new TestWallet();
        var approver = new Approver();
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.01"), new PaymentServices { Approver = approver });

        var denied = await client.FailsAsync<PaymentNotMadeException>(shop.Url);
        approver.Says = true;
        using var approved = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseReasons.NotApproved, denied.Reason);
        Assert.Equal(PurchaseOutcome.Paid, approved.Outcome);
        Assert.Equal(1, wallet.Signed);
        Assert.Equal("0.01 xUSD", approver.Last?.AmountText);
    }

    [Theory]
    [InlineData("$0.01", true)]
    [InlineData("$0.009", false)]
    public async Task Without_an_approver_nothing_above_the_threshold_is_paid(string threshold, bool paid)
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet(), o => o.ApprovalThreshold = threshold);

        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal(paid ? PurchaseOutcome.Paid : PurchaseOutcome.NotMade, result.Outcome);
    }

    [Fact]
    public async Task Policies_can_refuse_an_offer_and_leave_another()
    {
        await using var shop = await Shop.SellAsync(Offers.Exact("10000"), Offers.Exact("20000"));
        using var client = Buyer.Create(new TestWallet(), services: new PaymentServices { Policies = [new NoBargains()] });

        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal("20000", Assert.Single(shop.Payments).Accepted?.Amount);
    }

    [Fact]
    public async Task A_scheme_that_signs_for_more_than_was_selected_does_not_get_its_payment_out()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        var wallet = new TestWallet { Claims = identity => identity with { Amount = 10_001UL } };
        using var client = Buyer.Create(wallet);

        Assert.Equal(PurchaseReasons.SignedOtherTerms, (await client.FailsAsync<PaymentNotMadeException>(shop.Url)).Reason);
        Assert.Empty(shop.Payments);
    }

    private static async Task<PaymentNotMadeException> RefuseAsync(PaymentRequirements offer, Action<PaymentOptions>? configure = null)
    {
        await using var shop = await Shop.SellAsync(offer);
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet, configure);

        var failure = await client.FailsAsync<PaymentNotMadeException>(shop.Url);

        Assert.Equal(0, wallet.Signed);
        Assert.Empty(shop.Payments);
        return failure;
    }

    private sealed class Approver : IPaymentApprover
    {
        public bool Says { get; set; }

        public SpendProposal? Last { get; private set; }

        public ValueTask<bool> ApproveAsync(SpendProposal proposal, CancellationToken cancellationToken)
        {
            Last = proposal;
            return ValueTask.FromResult(Says);
        }
    }

    private sealed class NoBargains : ISpendPolicy
    {
        public ValueTask<SpendVerdict> JudgeAsync(SpendProposal proposal, CancellationToken cancellationToken) =>
            ValueTask.FromResult(proposal.Amount < 20_000UL ? SpendVerdict.Deny(PurchaseReasons.NoAcceptableOffer, "Too cheap to be good.") : SpendVerdict.Allow);
    }
}
