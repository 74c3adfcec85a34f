using X402.Assets;
using X402.Evm.Schemes.Exact;
using X402.Money;
using X402.Networks;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;

namespace X402.Evm.Tests.Schemes.Exact;

public class ExactEvmServerTests
{
    private const string Payee = "0x1563915e194D8CfBA1943570603F7606A3115508";
    private const string Usdc = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private readonly ExactEvmServer _server = new(AssetRegistry.Default);

    [Fact]
    public void A_price_in_dollars_becomes_an_amount_of_the_default_token()
    {
        var requirements = Create(Terms("$0.01"));
        Assert.Equal(("exact", "eip155:84532", "10000", Usdc, Payee, 300), (requirements.Scheme, requirements.Network, requirements.Amount, requirements.Asset, requirements.PayTo, requirements.MaxTimeoutSeconds));
        Assert.Equal("""{"name":"USDC","version":"2"}""", requirements.Extra!.Value.GetRawText());
    }

    [Fact]
    public void An_address_is_written_with_its_checksum() =>
        Assert.Equal(Payee, Create(Terms("$1") with { PayTo = EvmAddress.Parse(Payee).ToLowerString() }).PayTo);

    [Fact]
    public void The_registry_decides_what_is_signed_and_other_members_are_kept()
    {
        var requirements = Create(Terms("$1") with { Extra = TestPayer.Extra("""{"name":"Fake","note":1}""") });
        Assert.Equal("USDC", requirements.GetExtra("name"));
        Assert.Equal(1, requirements.Extra!.Value.GetProperty("note").GetInt32());
    }

    [Fact]
    public void An_unknown_token_needs_its_domain()
    {
        var terms = Terms("$1") with { Price = Price.Atomic(5UL, "0x1111111111111111111111111111111111111111") };
        Assert.Contains("EIP-712", Fail(terms), StringComparison.Ordinal);
        var requirements = Create(terms with { Extra = TestPayer.Extra("""{"name":"Mine","version":"1"}""") });
        Assert.Equal(("5", "Mine"), (requirements.Amount, requirements.GetExtra("name")));
    }

    [Theory]
    [InlineData("$0", "zero")]
    [InlineData("$0.0000001", "finer")]
    [InlineData("1 DOGE", "no token 'DOGE'")]
    public void A_price_that_cannot_be_charged_is_explained(string price, string words) => Assert.Contains(words, Fail(Terms(price)), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "no address")]
    [InlineData("alice.eth", "no address")]
    [InlineData("0x0000000000000000000000000000000000000000", "lost")]
    [InlineData(Usdc, "lost")]
    [InlineData("0x1563915e194D8CfBA1943570603F7606A3115509", "checksum")]
    public void A_recipient_that_would_lose_the_money_is_refused(string payTo, string words) =>
        Assert.Contains(words, Fail(Terms("$1") with { PayTo = payTo }), StringComparison.Ordinal);

    [Fact]
    public void An_account_whose_key_is_published_is_paid_on_chains_for_play_only()
    {
        var terms = Terms("$1") with { PayTo = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8" };

        Assert.Equal(terms.PayTo, Create(terms).PayTo);
        Assert.Contains("published", Fail(terms with { Network = NetworkId.Evm(8453) }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_a_token_or_of_another_family_is_refused()
    {
        Assert.Contains("default token", Fail(Terms("$1") with { Network = NetworkId.Evm(999_999) }), StringComparison.Ordinal);
        Assert.Contains("no EVM chain", Fail(Terms("$1") with { Network = NetworkId.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp") }), StringComparison.Ordinal);
        Assert.Contains("EIP-3009", Fail(Terms("$1") with { Network = NetworkId.Evm(4326) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_is_identified_by_what_the_chain_accepts_once()
    {
        using var signer = PrivateKeySigner.FromHex(Hex.Encode(Vectors.PrivateKey("payer")));
        var requirements = Create(Terms("$0.01"));
        var offer = new PaymentRequired { Resource = new() { Url = "https://shop.test/" }, Accepts = [requirements] };
        var signed = await new ExactEvmClient(signer, TimeProvider.System, new()).SignAsync(requirements, offer, TestContext.Current.CancellationToken);
        Assert.True(_server.TryIdentify(signed.Payload, requirements, out var identity, out _));
        Assert.Equal(signed.Identity, identity);
        Assert.Equal(identity.Id.ToString().ToLowerInvariant(), identity.Id.ToString());
        Assert.Equal(10_000UL, (ulong)identity.Amount);
    }

    [Fact]
    public void A_payload_of_another_form_has_no_identity()
    {
        var requirements = Create(Terms("$0.01"));
        var payload = new PaymentPayload { X402Version = 2, Scheme = "exact", Network = requirements.Network, Payload = TestPayer.Extra("{}") };
        Assert.False(_server.TryIdentify(payload, requirements, out _, out var reason));
        Assert.Equal(PaymentReasons.InvalidPayload, reason);
    }

    private static PaymentTerms Terms(string price) => new() { Price = Price.Parse(price), Network = NetworkId.Evm(84532), PayTo = Payee };

    private PaymentRequirements Create(PaymentTerms terms)
    {
        Assert.True(_server.TryCreateRequirements(terms, out var requirements, out var error), error);
        return requirements;
    }

    private string Fail(PaymentTerms terms)
    {
        Assert.False(_server.TryCreateRequirements(terms, out _, out var error));
        return error;
    }
}
