using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using X402.Facilitator.Tests.Hosting;
using X402.Facilitators;
using X402.Grpc;
using X402.Money;
using X402.Protocol;
using X402.Settlement;
using X402.TestSupport;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;
using Wire = X402.Grpc.Wire;

namespace X402.Facilitator.Tests.Grpc;

/// <summary>Over gRPC everything is as over HTTP.</summary>
public sealed class GrpcTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>, IAsyncLifetime
{
    private FacilitatorHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await FacilitatorHost.StartAsync(fixture.Chain);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_payment_is_verified_and_settled_with_the_same_answers_as_over_HTTP()
    {
        var grpc = OverGrpc(_host);
        var payer = new Payer(fixture.Chain);
        var before = await fixture.Chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();

        Assert.Equal(await _host.Facilitator.VerifyAsync(payment, Cancellation), await grpc.VerifyAsync(payment, Cancellation));
        var receipt = await grpc.SettleAsync(payment, Cancellation);

        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.Equal(await _host.Facilitator.SettleAsync(payment, Cancellation), receipt);
        Assert.Equal<UInt256>(10_000, await fixture.Chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.Equivalent(await _host.Facilitator.GetSupportedAsync(Cancellation), await grpc.GetSupportedAsync(Cancellation), strict: true);
    }

    [Theory]
    [InlineData("paymentRequirements.amount", "\"10001\"")]
    [InlineData("paymentRequirements.network", "\"eip155:1\"")]
    [InlineData("paymentRequirements.extra", "null")]
    [InlineData("paymentPayload.payload.signature", "\"0x11\"")]
    [InlineData("paymentPayload.payload.authorization.validBefore", "\"1\"")]
    public async Task A_payment_with_a_fault_is_refused_for_the_same_reason(string path, string value)
    {
        var json = JsonNode.Parse(PaymentCodec.EncodeRequest(await new Payer(fixture.Chain).PayAsync()))!;
        var names = path.Split('.');
        names[..^1].Aggregate(json, static (node, name) => node[name]!)[names[^1]] = JsonNode.Parse(value);
        Assert.True(PaymentCodec.TryDecodeRequest(Encoding.UTF8.GetBytes(json.ToJsonString()), out var request, out _, out _));

        Assert.Equal(await _host.Facilitator.VerifyAsync(request, Cancellation), await OverGrpc(_host).VerifyAsync(request, Cancellation));
        Assert.Equal(await _host.Facilitator.SettleAsync(request, Cancellation), await OverGrpc(_host).SettleAsync(request, Cancellation));
    }

    [Fact]
    public async Task Nothing_of_a_request_is_lost_on_the_way()
    {
        var request = await new Payer(fixture.Chain).PayAsync();
        var json = JsonNode.Parse(PaymentCodec.EncodeRequest(request))!;
        json["paymentPayload"]!["resource"] = JsonNode.Parse("""{"url":"https://a.example/ü","description":"€","tags":["x","y"],"iconUrl":"https://a.example/i","later":[1]}""");
        json["paymentPayload"]!["extensions"] = JsonNode.Parse("""{"bazaar":{"info":{"deep":[{"er":1e3}]}}}""");
        json["paymentPayload"]!["unknown"] = "kept";
        json["paymentPayload"]!["accepted"]!["unknown"] = 7;
        Assert.True(PaymentCodec.TryDecodeRequest(Encoding.UTF8.GetBytes(json.ToJsonString()), out request, out _, out _));

        Assert.True(RequestMapping.TryRead(Wire.PaymentRequest.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(request.ToWire())), out var back, out _, out _));

        Assert.Equal(Encoding.UTF8.GetString(PaymentCodec.EncodeRequest(request)), Encoding.UTF8.GetString(PaymentCodec.EncodeRequest(back)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":1e99999999999}")]
    [InlineData("")]
    public void An_answer_that_HTTP_could_not_bring_is_none(string json)
    {
        var bytes = Google.Protobuf.ByteString.CopyFromUtf8(json);

        Assert.Throws<JsonException>(() => AnswerMapping.Read(new Wire.SettleReply { Success = true, Extensions = bytes }));
        Assert.Throws<JsonException>(() => AnswerMapping.Read(new Wire.VerifyReply { IsValid = true, Extra = bytes }));
        Assert.Throws<JsonException>(() => AnswerMapping.Read(new Wire.SupportedReply { Kinds = { new Wire.SupportedReply.Types.Kind { X402Version = 2, Extra = bytes } } }));
    }

    [Fact]
    public async Task A_settlement_can_be_watched_until_it_is_final()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var settling = OverGrpc(host).SettleAsync(await new Payer(chain).PayAsync(), Cancellation);
        var id = await host.WaitForAsync(chain, SettlementState.Broadcast);
        var client = new Wire.Facilitator.FacilitatorClient(host.GrpcChannel);
        using var watch = client.WatchSettlement(new Wire.WatchRequest { Id = id.ToString() }, cancellationToken: Cancellation);
        var states = new List<string>();

        await foreach (var step in watch.ResponseStream.ReadAllAsync(Cancellation))
        {
            if (states.Count == 0)
                await chain.MineAsync(cancellationToken: Cancellation);
            states.Add(step.State);
        }

        Assert.Equal("broadcast", states[0]);
        Assert.Equal("settled", states[^1]);
        Assert.True((await settling).Success);
    }

    [Fact]
    public async Task A_resource_server_learns_the_end_at_once_and_a_lost_facilitator_is_no_end()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var redis = await RedisProcess.StartAsync(cancellationToken: Cancellation);
        var host = await FacilitatorHost.StartAsync(chain, redis: redis);
        await using var other = await FacilitatorHost.StartAsync(chain, redis: redis);
        var settling = OverGrpc(other).SettleAsync(await new Payer(chain).PayAsync(), Cancellation);
        var id = await other.WaitForAsync(chain, SettlementState.Broadcast);
        var lost = OverGrpc(host).WaitAsync(id, Cancellation);
        var told = OverGrpc(other).WaitAsync(id, Cancellation);

        // the stream does not hold the server up
        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await Assert.ThrowsAsync<FacilitatorException>(() => lost);
        Assert.False(told.IsCompleted);
        await chain.MineAsync(cancellationToken: Cancellation);
        await told;

        Assert.True((await settling).Success);
        await OverGrpc(other).WaitAsync(id, Cancellation);
        await Assert.ThrowsAsync<FacilitatorException>(() => OverGrpc(other).WaitAsync(id with { Nonce = "0x00" }, Cancellation));
    }

    [Fact]
    public async Task The_callers_time_limit_travels_with_the_call()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payment = await new Payer(chain).PayAsync() with { Wait = TimeSpan.FromSeconds(5) };

        // it answers before the caller gives up, which would be an exception
        var receipt = await OverGrpc(host).SettleAsync(payment, Cancellation);

        Assert.Equal((false, "settlement_pending"), (receipt.Success, receipt.ErrorReason));
    }

    [Fact]
    public async Task Every_refusal_carries_a_number_for_the_operators_logs()
    {
        var client = new Wire.Facilitator.FacilitatorClient(_host.GrpcChannel);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.SettleAsync(new Wire.PaymentRequest(), cancellationToken: Cancellation));
        var missing = await _host.Http.GetAsync("/settlements/a/b/c/d", Cancellation);

        Assert.NotEmpty(refused.Trailers.GetValue("x402-correlation-id")!);
        Assert.NotEmpty(JsonNode.Parse(await missing.Content.ReadAsStringAsync(Cancellation))!["correlationId"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_no_request_is_refused_with_a_status_and_a_reason()
    {
        var client = new Wire.Facilitator.FacilitatorClient(_host.GrpcChannel);

        var empty = await Assert.ThrowsAsync<RpcException>(async () => await client.SettleAsync(new Wire.PaymentRequest(), cancellationToken: Cancellation));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            using var watch = client.WatchSettlement(new Wire.WatchRequest { Id = "a/b/c/d" }, cancellationToken: Cancellation);
            await watch.ResponseStream.MoveNext(Cancellation);
        });

        Assert.Equal((StatusCode.InvalidArgument, "invalid_request"), (empty.StatusCode, empty.Trailers.GetValue("x402-reason")));
        Assert.Equal((StatusCode.NotFound, "settlement_not_found"), (unknown.StatusCode, unknown.Trailers.GetValue("x402-reason")));
    }

    [Fact]
    public async Task Access_is_controlled_by_the_same_keys()
    {
        await using var host = await FacilitatorHost.StartAsync(fixture.Chain, new Dictionary<string, string?>
        {
            ["Facilitator:Merchants:0:Name"] = "book shop",
            ["Facilitator:Merchants:0:ApiKeys:0"] = "key-of-the-book-shop",
            ["Facilitator:Merchants:0:PayTo:0"] = fixture.Chain.Accounts[1].Address.ToString(),
        });
        var payer = new Payer(fixture.Chain);
        var payment = await payer.PayAsync();
        var elsewhere = await payer.PayAsync(payer.Ask(payTo: fixture.Chain.Accounts[5].Address.ToString()));
        var known = new GrpcFacilitator(host.GrpcChannel.CreateCallInvoker(), TimeProvider.System, "key-of-the-book-shop");

        var anonymous = await OverGrpc(host).SettleAsync(payment, Cancellation);
        var denied = await known.SettleAsync(elsewhere, Cancellation);
        var settled = await known.SettleAsync(payment, Cancellation);

        Assert.Equal(("facilitator_not_authorized", ""), (anonymous.ErrorReason, anonymous.Transaction));
        Assert.Equal("facilitator_not_authorized", denied.ErrorReason);
        Assert.True(settled.Success, settled.ErrorReason);
    }

    [Fact]
    public async Task A_chain_that_cannot_be_asked_is_no_verdict_and_a_facilitator_that_is_not_there_has_settled_nothing()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        var host = await FacilitatorHost.StartAsync(chain);
        await using var _ = host;
        var payment = await new Payer(chain).PayAsync();
        await chain.KillAsync(Cancellation);

        var unasked = await Assert.ThrowsAsync<FacilitatorException>(() => OverGrpc(host).VerifyAsync(payment, Cancellation));
        var settled = await OverGrpc(host).SettleAsync(payment, Cancellation);
        using var nobody = global::Grpc.Net.Client.GrpcChannel.ForAddress("http://127.0.0.1:1");
        var absent = await Assert.ThrowsAsync<FacilitatorException>(() => new GrpcFacilitator(nobody.CreateCallInvoker(), TimeProvider.System).SettleAsync(payment, Cancellation));

        Assert.False(unasked.OutcomeUnknown);
        Assert.Equal((false, "network_unavailable"), (settled.Success, settled.ErrorReason));
        Assert.False(absent.OutcomeUnknown);
    }

    private static GrpcFacilitator OverGrpc(FacilitatorHost host) => new(host.GrpcChannel.CreateCallInvoker(), TimeProvider.System);
}
