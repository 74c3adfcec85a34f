using X402.Protocol;
using X402.Reasons;

namespace X402.Tests.Protocol;

/// <summary>A payment is for an offer of ours, or for none (SG-03).</summary>
public sealed class RequirementsMatcherTests
{
    private static readonly PaymentRequirements s_offer = Samples.Requirements;

    public static TheoryData<PaymentRequirements> OtherTerms =>
    [
        s_offer with { Scheme = "Exact" },
        s_offer with { Network = "eip155:8453" },
        s_offer with { Amount = "9999" },
        s_offer with { Amount = "10001" },
        s_offer with { Amount = "010000" },
        s_offer with { Amount = "10000 " },
        s_offer with { Amount = "1e4" },
        s_offer with { Asset = "0x036CbD53842c5426634e7929541eC2318f3dCF7f" },
        s_offer with { Asset = "0X036CbD53842c5426634e7929541eC2318f3dCF7e" },
        s_offer with { Asset = s_offer.Asset[2..] },
        s_offer with { PayTo = s_offer.Asset },
        s_offer with { MaxTimeoutSeconds = 61 },
        s_offer with { Extra = null },
        s_offer with { Extra = Samples.Json("""{"name":"USDC"}""") },
        s_offer with { Extra = Samples.Json("""{"name":"usdc","version":"2"}""") },
        s_offer with { Extra = Samples.Json("""{"name":"USDC","version":2}""") },
        s_offer with { UnknownMembers = new() { ["later"] = Samples.Json("1") } },
    ];

    [Theory]
    [MemberData(nameof(OtherTerms))]
    public void Other_terms_match_nothing(PaymentRequirements accepted)
    {
        Assert.Null(RequirementsMatcher.Match(Samples.Payment with { Accepted = accepted }, [s_offer], out var reason));
        Assert.Equal(PaymentReasons.NoMatchingRequirements, reason);
    }

    [Fact]
    public void The_servers_own_requirements_are_returned_and_not_the_clients_copy()
    {
        var copy = s_offer with { Extra = Samples.Json("""{"version":"2","mine":[],"name":"USDC"}""") };

        Assert.Same(s_offer, RequirementsMatcher.Match(Samples.Payment with { Accepted = copy }, [s_offer with { Amount = "1" }, s_offer], out _));
    }

    [Fact]
    public void Addresses_match_in_any_spelling()
    {
        var copy = s_offer with { Asset = s_offer.Asset.ToLowerInvariant(), PayTo = "0x" + s_offer.PayTo[2..].ToUpperInvariant() };

        Assert.Same(s_offer, RequirementsMatcher.Match(Samples.Payment with { Accepted = copy }, [s_offer], out _));
    }

    [Fact]
    public void Addresses_of_other_chains_are_compared_exactly()
    {
        var offer = s_offer with { Network = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", PayTo = "9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin" };
        var copy = offer with { PayTo = offer.PayTo.ToLowerInvariant() };

        Assert.Null(RequirementsMatcher.Match(Samples.Payment with { Accepted = copy }, [offer], out _));
    }

    [Theory]
    [InlineData("""{"a":{"b":1,"c":[1,{"d":2}]}}""", """{"x":0,"a":{"c":[1,{"d":2}],"b":1.0,"y":0}}""", true)]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", false)]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", false)]
    [InlineData("""{"a":[{"d":2}]}""", """{"a":[{"d":2,"e":3}]}""", false)]
    [InlineData("""{"a":null}""", "{}", false)]
    [InlineData("""{"a":"0x036CbD53842c5426634e7929541eC2318f3dCF7e"}""", """{"a":"0x036cbd53842c5426634e7929541ec2318f3dcf7e"}""", true)]
    [InlineData("{}", null, true)]
    [InlineData(null, """{"a":1}""", true)]
    public void Extra_of_the_offer_is_contained_in_what_the_client_accepted(string? offered, string? accepted, bool matches)
    {
        var offer = s_offer with { Extra = offered is null ? null : Samples.Json(offered) };
        var copy = s_offer with { Extra = accepted is null ? null : Samples.Json(accepted) };

        Assert.Equal(matches, RequirementsMatcher.Match(Samples.Payment with { Accepted = copy }, [offer], out _) is not null);
    }

    [Fact]
    public void Unknown_members_are_compared_by_value()
    {
        var offer = s_offer with { UnknownMembers = new() { ["later"] = Samples.Json("""{"a":1,"b":2}""") } };
        var same = s_offer with { UnknownMembers = new() { ["later"] = Samples.Json("""{"b":2,"a":1}""") } };
        var other = s_offer with { UnknownMembers = new() { ["later"] = Samples.Json("""{"b":2,"a":3}""") } };

        Assert.Same(offer, RequirementsMatcher.Match(Samples.Payment with { Accepted = same }, [offer], out _));
        Assert.Null(RequirementsMatcher.Match(Samples.Payment with { Accepted = other }, [offer], out _));
        Assert.Null(RequirementsMatcher.Match(Samples.Payment with { Accepted = s_offer }, [offer], out _));
    }

    [Fact]
    public void A_payment_of_version_1_takes_the_first_offer_that_version_1_was_shown()
    {
        var permit2 = s_offer with { Extra = Samples.Json("""{"assetTransferMethod":"permit2"}""") };

        Assert.Same(s_offer, RequirementsMatcher.Match(Samples.PaymentV1, [s_offer with { Network = "eip155:1" }, permit2, s_offer], out _));
        Assert.Null(RequirementsMatcher.Match(Samples.PaymentV1, [permit2], out _));
    }

    [Fact]
    public void A_payment_of_version_2_without_accepted_requirements_matches_nothing() =>
        Assert.Null(RequirementsMatcher.Match(Samples.Payment with { Accepted = null }, [s_offer], out _));

    [Fact]
    public void Every_offer_matches_itself_after_the_wire()
    {
        foreach (var name in new[] { "v2 payment eip3009", "v2 payment permit2" })
        {
            Assert.True(PaymentCodec.TryDecodePaymentHeader(Vectors.HeaderValue(name), out var payment, out _, out _));
            Assert.Same(payment.Accepted, RequirementsMatcher.Match(payment, [payment.Accepted!], out _));
        }
    }
}
