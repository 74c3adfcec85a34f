using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using X402.Facilitator.Tests.Hosting;
using X402.Protocol;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Http;

public sealed class HttpInterfaceTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>, IAsyncLifetime
{
    private FacilitatorHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await FacilitatorHost.StartAsync(fixture.Chain);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Supported_names_every_network_exactly_and_the_relayers()
    {
        var supported = await _host.Facilitator.GetSupportedAsync(Cancellation);

        var kind = Assert.Single(supported.Kinds);
        Assert.Equal((2, "exact", "eip155:31337"), (kind.X402Version, kind.Scheme, kind.Network));
        Assert.Equal([fixture.Chain.Accounts[0].Address.ToString()], supported.Signers["eip155:*"]);
    }

    [Fact]
    public async Task Version_1_verifies_and_settles_by_the_networks_old_name()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { ChainId = 84532 }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payment = await new Payer(chain).PayAsync(version: ProtocolVersion.V1);

        var supported = await host.Facilitator.GetSupportedAsync(Cancellation);
        var verified = await host.PostAsync("/verify", payment);
        var settled = await host.PostAsync("/settle", payment);

        Assert.Contains(supported.Kinds, static kind => kind is { X402Version: 1, Network: "base-sepolia" });
        Assert.True(verified.Json.GetProperty("isValid").GetBoolean());
        Assert.True(settled.Json.GetProperty("success").GetBoolean(), settled.Json.ToString());
        Assert.Equal("base-sepolia", settled.Json.GetProperty("network").GetString());
    }

    [Fact]
    public async Task Verifying_changes_nothing()
    {
        var payment = await new Payer(fixture.Chain).PayAsync();
        var sent = await fixture.Chain.TransactionsOfAsync(0);

        for (var i = 0; i < 3; i++)
            Assert.True((await _host.Facilitator.VerifyAsync(payment, Cancellation)).IsValid);

        Assert.Equal(sent, await fixture.Chain.TransactionsOfAsync(0));
        Assert.True((await _host.Facilitator.SettleAsync(payment, Cancellation)).Success);
    }

    [Fact]
    public async Task The_state_of_a_settlement_can_be_asked_with_its_history()
    {
        var payer = new Payer(fixture.Chain);
        var payment = await payer.PayAsync();
        var authorization = payment.Payload.Payload.GetProperty("authorization");
        var id = $"eip155:31337/{payment.Requirements.Asset}/{payer.Address}/{authorization.GetProperty("nonce").GetString()}".ToLowerInvariant();
        using var unknown = await _host.Http.GetAsync($"/settlements/{id}", Cancellation);
        var receipt = await _host.Facilitator.SettleAsync(payment, Cancellation);

        var state = JsonElement.Parse(await _host.Http.GetByteArrayAsync($"/settlements/{id}", Cancellation));

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(id, state.GetProperty("id").GetString());
        Assert.True(state.GetProperty("success").GetBoolean());
        Assert.Equal(receipt.Transaction, state.GetProperty("transaction").GetString());
        Assert.True(state.GetProperty("gasUsed").GetUInt64() > 30_000);
        Assert.Equal(["accepted", "signed"], state.GetProperty("history").EnumerateArray().Take(2).Select(static step => step.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("/settlements/")]
    [InlineData("/settlements/x")]
    [InlineData("/settlements/a/b/c/d/e")]
    [InlineData("/settlements/eip155:31337/../../../etc")]
    [InlineData("/settlements/eip155:31337/%00/%2e%2e/0x")]
    public async Task An_identity_that_is_none_is_not_found(string path)
    {
        using var response = await _host.Http.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("{\"x402Version\":2}")]
    [InlineData("{\"x402Version\":2,\"paymentPayload\":{},\"paymentRequirements\":{}}")]
    [InlineData("{\"x402Version\":2,\"paymentPayload\":null,\"paymentRequirements\":null}")]
    [InlineData("{\"x402Version\":2,\"x402Version\":1,\"paymentPayload\":{},\"paymentRequirements\":{}}")]
    [InlineData("{\"x402Version\":\"2\",\"paymentPayload\":{},\"paymentRequirements\":{}}")]
    [InlineData("{\"x402Version\":3,\"paymentPayload\":{},\"paymentRequirements\":{}}")]
    public async Task A_body_that_is_no_request_is_answered_in_the_words_of_both_worlds(string body)
    {
        var verified = await _host.PostAsync("/verify", Encoding.UTF8.GetBytes(body));
        var settled = await _host.PostAsync("/settle", Encoding.UTF8.GetBytes(body));

        Assert.Equal((400, 400), (verified.Status, settled.Status));
        var reason = verified.Json.GetProperty("error").GetString();
        Assert.False(string.IsNullOrEmpty(reason));
        Assert.Equal(reason, verified.Json.GetProperty("invalidReason").GetString());
        Assert.Equal(reason, settled.Json.GetProperty("errorReason").GetString());
        Assert.False(verified.Json.GetProperty("isValid").GetBoolean());
        Assert.False(settled.Json.GetProperty("success").GetBoolean());
        Assert.Equal("", settled.Json.GetProperty("transaction").GetString());
        Assert.False(string.IsNullOrEmpty(verified.Json.GetProperty("message").GetString()));
        Assert.False(string.IsNullOrEmpty(verified.Json.GetProperty("correlationId").GetString()));
    }

    [Fact]
    public async Task A_body_of_more_than_64_KiB_is_refused_unread_with_and_without_a_length()
    {
        var huge = new byte[70_000];
        Array.Fill(huge, (byte)' ');
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/verify") { Content = new StreamContent(new MemoryStream(huge)) };
        chunked.Headers.TransferEncodingChunked = true;

        var sized = await _host.PostAsync("/settle", huge);
        using var streamed = await _host.Http.SendAsync(chunked, Cancellation);

        Assert.Equal((413, HttpStatusCode.RequestEntityTooLarge), (sized.Status, streamed.StatusCode));
        Assert.Equal("invalid_request", sized.Json.GetProperty("errorReason").GetString());
    }

    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "scheme", "paymentRequirements.scheme", "\"upto\"", "unsupported_scheme" },
        { "network", "paymentRequirements.network", "\"eip155:1\"", "invalid_network" },
        { "network of the payment", "paymentPayload.accepted.network", "\"eip155:1\"", "invalid_exact_evm_network_mismatch" },
        { "amount", "paymentRequirements.amount", "\"10001\"", "invalid_exact_evm_payload_authorization_value_mismatch" },
        { "no amount", "paymentRequirements.amount", "\"-1\"", "invalid_payment_requirements" },
        { "recipient", "paymentRequirements.payTo", "\"0x90F79bf6EB2c4f870365E785982E1f101E93b906\"", "invalid_exact_evm_recipient_mismatch" },
        { "asset", "paymentRequirements.asset", "\"0x90F79bf6EB2c4f870365E785982E1f101E93b906\"", "invalid_exact_evm_signature" },
        { "asset that is no address", "paymentRequirements.asset", "\"USDC\"", "invalid_payment_requirements" },
        { "domain", "paymentRequirements.extra", "{}", "invalid_exact_evm_missing_eip712_domain" },
        { "name of the token", "paymentRequirements.extra.name", "\"Other\"", "invalid_exact_evm_signature" },
        { "value", "paymentPayload.payload.authorization.value", "\"10001\"", "invalid_exact_evm_payload_authorization_value_mismatch" },
        { "time not come", "paymentPayload.payload.authorization.validAfter", "\"4000000000\"", "invalid_exact_evm_payload_authorization_valid_after" },
        { "nonce", "paymentPayload.payload.authorization.nonce", "\"0x11\"", "invalid_payload" },
        { "another nonce", "paymentPayload.payload.authorization.nonce", $"\"0x{new string('1', 64)}\"", "invalid_exact_evm_signature" },
        { "no authorization", "paymentPayload.payload", "{}", "invalid_payload" },
        { "signature of 64 bytes", "paymentPayload.payload.signature", $"\"0x{new string('1', 128)}\"", "invalid_exact_evm_signature" },
        { "signature of junk", "paymentPayload.payload.signature", "\"0xzz\"", "invalid_exact_evm_failed_to_parse_signature" },
        { "no signature", "paymentPayload.payload.signature", "null", "invalid_exact_evm_failed_to_parse_signature" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_payment_with_a_fault_is_refused_for_that_reason_by_both_and_nothing_is_sent(string fault, string path, string value, string reason)
    {
        var sent = await fixture.Chain.TransactionsOfAsync(0);
        var request = JsonNode.Parse(PaymentCodec.EncodeRequest(await new Payer(fixture.Chain).PayAsync()))!;
        var names = path.Split('.');
        names[..^1].Aggregate(request, static (node, name) => node[name]!)[names[^1]] = JsonNode.Parse(value);
        var body = Encoding.UTF8.GetBytes(request.ToJsonString());

        var verified = await _host.PostAsync("/verify", body);
        var settled = await _host.PostAsync("/settle", body);

        Assert.True(reason == verified.Json.GetProperty("invalidReason").GetString(), $"{fault}: {verified.Json}");
        Assert.True(reason == settled.Json.GetProperty("errorReason").GetString(), $"{fault}: {settled.Json}");
        Assert.True(verified.Status is 200 or 400 && verified.Status == settled.Status, $"{fault}: {verified.Status} {settled.Status}");
        Assert.Equal(sent, await fixture.Chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task A_payer_without_money_is_refused()
    {
        var chain = fixture.Chain;
        var payer = new Payer(chain, 4);
        var payment = await payer.PayAsync(payer.Ask("1000000000000"));

        var verified = await _host.Facilitator.VerifyAsync(payment, Cancellation);
        var settled = await _host.Facilitator.SettleAsync(payment, Cancellation);

        Assert.Equal("invalid_exact_evm_insufficient_balance", verified.InvalidReason);
        Assert.Equal(("invalid_exact_evm_insufficient_balance", ""), (settled.ErrorReason, settled.Transaction));
    }

    [Fact]
    public async Task Answers_are_never_stored_by_caches_and_tell_nothing_about_the_server()
    {
        using var response = await _host.Http.PostAsync("/verify", new StringContent("{}"), Cancellation);

        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_does_not_stop_its_settlement()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var settling = host.Facilitator.SettleAsync(await payer.PayAsync(), hangUp.Token);
        await host.WaitForCountAsync(chain, X402.Settlement.SettlementState.Broadcast, 1);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => settling);
        await chain.MineAsync(cancellationToken: Cancellation);

        await host.WaitForCountAsync(chain, X402.Settlement.SettlementState.Settled, 1);
        Assert.Equal<Money.UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
    }

    [Theory]
    [InlineData("wait=2")]
    [InlineData("respond-async, wait=2")]
    public async Task The_answer_comes_before_the_caller_stops_waiting(string prefer)
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);

        var (status, json) = await host.PostAsync("/settle", await new Payer(chain).PayAsync(), ("Prefer", prefer));

        Assert.Equal((200, "settlement_pending"), (status, json.GetProperty("errorReason").GetString()));
        Assert.StartsWith("0x", json.GetProperty("transaction").GetString(), StringComparison.Ordinal);
    }
}
