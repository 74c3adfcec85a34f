using System.Text.Json.Nodes;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Money;
using X402.Protocol;
using X402.Reasons;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Evm.Tests.Schemes.Exact;

[Collection(ChainCollection.Name)]
public class ExactEvmVerifierTests(AnvilFixture fixture)
{
    private readonly TestPayer _payer = new(fixture.Chain);

    private AnvilProcess Chain => fixture.Chain;

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_signed_payment_is_valid(int version)
    {
        var request = await _payer.PayAsync(version: version);
        var verdict = await VerifyAsync(request);
        Assert.True(verdict.IsValid, $"{verdict.Reason} {verdict.Message}");
        Assert.Equal(_payer.Account.Address, verdict.Payment.Authorization.From);
        Assert.Equal(_payer.Account.Address.ToString(), verdict.ToResponse().Payer);
    }

    [Fact]
    public async Task Verifying_changes_nothing()
    {
        var request = await _payer.PayAsync();
        var block = await Chain.Rpc.SendAsync(EvmRpcCalls.BlockNumber(), TestContext.Current.CancellationToken);
        Assert.True((await VerifyAsync(request)).IsValid);
        Assert.True((await VerifyAsync(request)).IsValid);
        Assert.Equal(block, await Chain.Rpc.SendAsync(EvmRpcCalls.BlockNumber(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_valid_payment_of_a_key_costs_one_call()
    {
        var rpc = new CountingRpc(Chain.Rpc);
        var verdict = await new ExactEvmVerifier(Chain.Network, rpc, TimeProvider.System, new()).VerifyAsync(await _payer.PayAsync(), TestContext.Current.CancellationToken);
        Assert.True(verdict.IsValid);
        Assert.Equal(["eth_call"], rpc.Methods);
    }

    public static TheoryData<string, string> SpoiledJson => new()
    {
        { """{}""", "invalid_payload" },
        { """[]""", "invalid_payload" },
        { """{"authorization":null,"signature":"0x00"}""", "invalid_payload" },
        { """{"authorization":[],"signature":"0x00"}""", "invalid_payload" },
        { """{"permit2Authorization":{},"signature":"0x00"}""", "unsupported_payload_type" },
        { """{"authorization":{"from":"alice"},"signature":"0x00"}""", "invalid_payload" },
    };

    [Theory]
    [MemberData(nameof(SpoiledJson))]
    public async Task A_payload_of_another_form_is_refused(string json, string reason)
    {
        var request = await _payer.PayAsync();
        await AssertRefusedAsync(request with { Payload = request.Payload with { Payload = TestPayer.Extra(json) } }, reason);
    }

    public static TheoryData<string, string?> SpoiledMembers => new()
    {
        { "from", "0x1234" }, { "from", null }, { "from", "70997970C51812dc3A010C7d01b50e0d17dc79C8" },
        { "to", "0x" }, { "to", null },
        { "value", "-1" }, { "value", "1e4" }, { "value", "10000.0" }, { "value", "0x2710" }, { "value", "" }, { "value", null }, { "value", " 10000" },
        { "value", "115792089237316195423570985008687907853269984665640564039457584007913129639936" },
        { "validAfter", "yesterday" }, { "validAfter", null },
        { "validBefore", "" }, { "validBefore", null },
        { "nonce", "0x01" }, { "nonce", null }, { "nonce", "0xzz00000000000000000000000000000000000000000000000000000000000000" },
    };

    [Theory]
    [MemberData(nameof(SpoiledMembers))]
    public async Task A_spoiled_member_is_refused_and_named(string member, string? value)
    {
        var request = await _payer.WithJsonAsync(json => json["authorization"]![member] = value);
        var verdict = await AssertRefusedAsync(request, "invalid_payload");
        Assert.Contains(member, verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_in_place_of_a_string_is_refused() =>
        await AssertRefusedAsync(await _payer.WithJsonAsync(json => json["authorization"]!["value"] = 10000), "invalid_payload");

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0x1")]
    [InlineData("0xgg")]
    [InlineData("signature")]
    public async Task A_signature_that_is_no_hexadecimal_is_refused(string signature) =>
        await AssertRefusedAsync(await _payer.WithJsonAsync(json => json["signature"] = signature), "invalid_exact_evm_failed_to_parse_signature");

    [Fact]
    public async Task A_signature_that_is_too_long_is_refused() =>
        await AssertRefusedAsync(await _payer.WithSignatureAsync(_ => new byte[Eip3009Payload.MaxSignatureLength + 1]), "invalid_exact_evm_failed_to_parse_signature");

    [Fact]
    public async Task Half_a_wrapped_signature_is_refused() =>
        await AssertRefusedAsync(await _payer.WithSignatureAsync(_ => [.. new byte[64], .. Contracts.Erc6492.Magic]), "invalid_exact_evm_failed_to_parse_signature");

    public static TheoryData<string> SignatureKinds => ["highS", "v0", "v29", "compact", "truncated", "long", "otherSigner", "otherMessage", "zeros"];

    [Theory]
    [MemberData(nameof(SignatureKinds))]
    public async Task A_signature_that_is_not_the_payers_is_refused(string kind)
    {
        using var other = PrivateKeySigner.FromHex(Chain.Accounts[5].PrivateKey);
        var original = await _payer.PayAsync();
        var foreign = await other.SignAsync(_payer.DomainOf(original.Requirements), TestPayer.Read(original).Authorization, TestContext.Current.CancellationToken);
        var elsewhere = TestPayer.Read(await _payer.PayAsync()).Signature.ToArray();
        var payload = TestPayer.Read(original);
        var spoiled = Spoil(kind, payload.Signature.ToArray(), foreign, elsewhere);
        await AssertRefusedAsync(TestPayer.Replace(original, payload with { Signature = spoiled }), "invalid_exact_evm_signature");
    }

    [Fact]
    public async Task Another_recipient_is_refused() =>
        await AssertRefusedAsync(await _payer.SignAsync(authorization => authorization with { To = Chain.Accounts[6].Address }), "invalid_exact_evm_recipient_mismatch");

    [Fact]
    public async Task Paying_oneself_is_refused()
    {
        var request = await _payer.SignAsync(authorization => authorization with { To = authorization.From });
        await AssertRefusedAsync(TestPayer.Require(request, requirements => requirements with { PayTo = _payer.Account.Address.ToString() }), "invalid_exact_evm_recipient_mismatch");
    }

    [Theory]
    [InlineData(ProtocolVersion.V1, 9_999, "invalid_exact_evm_authorization_value")]
    [InlineData(ProtocolVersion.V2, 9_999, "invalid_exact_evm_payload_authorization_value_mismatch")]
    [InlineData(ProtocolVersion.V1, 10_001, "invalid_exact_evm_authorization_value")]
    [InlineData(ProtocolVersion.V2, 10_001, "invalid_exact_evm_payload_authorization_value_mismatch")]
    [InlineData(ProtocolVersion.V2, 0, "invalid_exact_evm_payload_authorization_value_mismatch")]
    public async Task Another_amount_is_refused_also_a_greater_one(int version, ulong amount, string reason) =>
        await AssertRefusedAsync(await _payer.SignAsync(authorization => authorization with { Value = amount }, version: version), reason);

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(300 + 3600 + 60)]
    public async Task An_authorization_that_ends_too_early_or_too_late_is_refused(int seconds) =>
        await AssertRefusedAsync(await _payer.SignAsync(authorization => authorization with { ValidBefore = TestPayer.Now(seconds) }), "invalid_exact_evm_payload_authorization_valid_before");

    [Fact]
    public async Task An_authorization_without_end_is_refused() =>
        await AssertRefusedAsync(await _payer.SignAsync(authorization => authorization with { ValidBefore = UInt256.MaxValue }), "invalid_exact_evm_payload_authorization_valid_before");

    [Fact]
    public async Task An_authorization_that_begins_later_is_refused() =>
        await AssertRefusedAsync(await _payer.SignAsync(authorization => authorization with { ValidAfter = TestPayer.Now(60) }), "invalid_exact_evm_payload_authorization_valid_after");

    [Fact]
    public async Task Another_chain_is_refused()
    {
        var request = await _payer.PayAsync();
        await AssertRefusedAsync(TestPayer.Require(request, requirements => requirements with { Network = TestPayer.OtherNetwork.ToString() }), "invalid_exact_evm_network_mismatch");
        await AssertRefusedAsync(request with { Payload = request.Payload with { Network = TestPayer.OtherNetwork.ToString() } }, "invalid_exact_evm_network_mismatch");
    }

    [Fact]
    public async Task A_signature_for_another_chain_is_refused()
    {
        var request = await _payer.PayAsync();
        var payload = TestPayer.Read(request);
        using var signer = _payer.Signer();
        var domain = new Evm.TypedData.Eip712Domain(Chain.Token.Eip712Name!, Chain.Token.Eip712Version, 84532, EvmAddress.Parse(Chain.Token.Address));
        var signature = await signer.SignAsync(domain, payload.Authorization, TestContext.Current.CancellationToken);
        await AssertRefusedAsync(TestPayer.Replace(request, payload with { Signature = signature }), "invalid_exact_evm_signature");
    }

    [Fact]
    public async Task Another_scheme_is_refused()
    {
        var request = await _payer.PayAsync();
        await AssertRefusedAsync(TestPayer.Require(request, requirements => requirements with { Scheme = "upto" }), "invalid_exact_evm_scheme");
    }

    [Fact]
    public async Task A_version_that_is_none_or_not_the_payloads_is_refused()
    {
        var request = await _payer.PayAsync();
        await AssertRefusedAsync(request with { X402Version = 3 }, "invalid_x402_version");
        await AssertRefusedAsync(request with { X402Version = 1 }, "invalid_x402_version");
    }

    [Theory]
    [InlineData("""{"name":"X402 Development Dollar"}""", "invalid_exact_evm_missing_eip712_domain")]
    [InlineData("""{"version":"1"}""", "invalid_exact_evm_missing_eip712_domain")]
    [InlineData("""{"name":"X402 Development Dollar","version":"1","assetTransferMethod":"permit2"}""", "unsupported_payload_type")]
    public async Task Requirements_without_a_domain_or_with_another_method_are_refused(string extra, string reason)
    {
        var request = await _payer.PayAsync();
        await AssertRefusedAsync(TestPayer.Require(request, requirements => requirements with { Extra = TestPayer.Extra(extra) }), reason);
    }

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000", null, null)]
    [InlineData(null, "nobody", null)]
    [InlineData(null, null, "0")]
    [InlineData(null, null, "1.5")]
    public async Task Malformed_requirements_are_refused(string? asset, string? payTo, string? amount)
    {
        var request = await _payer.PayAsync();
        await AssertRefusedAsync(
            TestPayer.Require(request, requirements => requirements with { Asset = asset ?? requirements.Asset, PayTo = payTo ?? requirements.PayTo, Amount = amount ?? requirements.Amount }),
            "invalid_payment_requirements");
    }

    [Fact]
    public async Task A_payment_with_several_faults_is_refused_for_the_first_in_the_protocols_order()
    {
        var request = await _payer.SignAsync(authorization => authorization with { To = Chain.Accounts[6].Address, Value = 1, ValidBefore = 1 });
        await AssertRefusedAsync(request, "invalid_exact_evm_recipient_mismatch");
        await AssertRefusedAsync(await _payer.SignAsync(authorization => authorization with { Value = 1, ValidBefore = 1 }), "invalid_exact_evm_payload_authorization_valid_before");
    }

    [Fact]
    public async Task Junk_never_reaches_the_chain()
    {
        var rpc = new CountingRpc(Chain.Rpc);
        var verifier = new ExactEvmVerifier(Chain.Network, rpc, TimeProvider.System, new());
        await verifier.VerifyAsync(await _payer.SignAsync(authorization => authorization with { Value = 1 }), TestContext.Current.CancellationToken);
        await verifier.VerifyAsync(await _payer.WithJsonAsync(json => json["signature"] = JsonValue.Create(7)), TestContext.Current.CancellationToken);
        Assert.Empty(rpc.Methods);
    }

    private static byte[] Spoil(string kind, byte[] signature, byte[] foreign, byte[] elsewhere)
    {
        switch (kind)
        {
            case "highS":
                var order = UInt256.FromBigEndian(Hex.Decode("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
                (order - UInt256.FromBigEndian(signature.AsSpan(32, 32))).WriteBigEndian(signature.AsSpan(32));
                signature[64] = (byte)(55 - signature[64]);
                return signature;
            case "v0":
                signature[64] -= 27;
                return signature;
            case "v29":
                signature[64] += 2;
                return signature;
            case "compact":
                signature[32] |= (byte)((signature[64] - 27) << 7);
                return signature[..64];
            case "truncated":
                return signature[..64];
            case "long":
                return [.. signature, 0];
            case "otherSigner":
                return foreign;
            case "otherMessage":
                return elsewhere;
            default:
                return new byte[65];
        }
    }

    private async Task<ExactEvmVerdict> VerifyAsync(FacilitatorRequest request) =>
        await new ExactEvmVerifier(Chain.Network, Chain.Rpc, TimeProvider.System, new()).VerifyAsync(request, TestContext.Current.CancellationToken);

    private async Task<ExactEvmVerdict> AssertRefusedAsync(FacilitatorRequest request, string reason)
    {
        var verdict = await VerifyAsync(request);
        Assert.False(verdict.IsValid);
        Assert.Equal(reason, verdict.Reason.Value.Code);
        Assert.Contains(verdict.Reason.Value, PaymentReasons.All);
        Assert.False(string.IsNullOrEmpty(verdict.ToResponse().InvalidMessage));
        return verdict;
    }
}
