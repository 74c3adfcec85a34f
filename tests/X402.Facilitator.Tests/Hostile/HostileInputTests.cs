using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using X402.Facilitator.Tests.Hosting;
using X402.Grpc;
using X402.Protocol;
using X402.Settlement;
using X402.TestSupport;
using Wire = X402.Grpc.Wire;

namespace X402.Facilitator.Tests.Hostile;

/// <summary>Whatever comes in is answered with a reason, the same over HTTP and gRPC, and what is refused is not stored.</summary>
public sealed class HostileInputTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>, IAsyncLifetime
{
    private FacilitatorHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await FacilitatorHost.StartAsync(fixture.Chain);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    // not UTF-8 where it is bytes: Latin-1 stands for single bytes here
    private static readonly (string Name, string Value)[] s_junk =
    [
        ("nothing", ""),
        ("a space", " "),
        ("no end", "{"),
        ("two values", "{}{}"),
        ("the end of the body", "{}}"),
        ("a comma too many", "{\"a\":1,}"),
        ("a comment", "{/* */}"),
        ("no number", "{\"a\":NaN}"),
        ("a number with a sign", "{\"a\":+1}"),
        ("single quotes", "{'a':1}"),
        ("a member twice", "{\"a\":1,\"a\":2}"),
        ("a member twice, once in disguise", "{\"a\":1,\"\\u0061\":2}"),
        ("a member twice deep inside", "{\"a\":[{\"b\":1,\"b\":2}]}"),
        ("half of a character", "{\"a\":\"\\ud800\"}"),
        ("the other half", "{\"a\":\"\\udfff\"}"),
        ("halves in the wrong order", "{\"a\":\"\\udc00\\ud800\"}"),
        ("half of a character as a name", "{\"\\uD83D\":1}"),
        ("an escape that is none", "{\"a\":\"\\u12\"}"),
        ("a bare line break", "{\"a\":\"\n\"}"),
        ("bytes that are no text", "{\"a\":\"\u00ff\u00fe\"}"),
        ("half of a character as bytes", "{\"a\":\"\u00ed\u00a0\u0080\"}"),
        ("a byte order mark", "\u00ef\u00bb\u00bf{}"),
        ("a number beyond comparison", "{\"a\":1e99999999999}"),
        ("too deep", $"{string.Concat(Enumerable.Repeat("{\"a\":", 40))}1{new string('}', 40)}"),
        ("far too deep", $"{{\"a\":{new string('[', 5_000)}{new string(']', 5_000)}}}"),
    ];

    private static readonly (string Name, string Value)[] s_otherKinds =
    [
        ("a number", "1"), ("a huge number", "1e999999"), ("a text", "\"text\""), ("true", "true"), ("a list", "[]"), ("a list of objects", "[{}]"),
    ];

    public static TheoryData<string, string> Junk => [.. s_junk];

    public static TheoryData<string, string> OtherKinds => [.. s_otherKinds];

    [Theory]
    [MemberData(nameof(Junk))]
    public Task Junk_in_any_member_is_refused_for_the_same_reason_over_HTTP_and_gRPC_and_never_stored(string name, string value) =>
        RefusedByBothAsync([.. HostileRequest.ObjectMembers, .. HostileRequest.UnknownMembers], name, value);

    [Theory]
    [MemberData(nameof(OtherKinds))]
    public Task What_is_no_object_is_refused_for_the_same_reason_over_HTTP_and_gRPC_and_never_stored(string name, string value) =>
        RefusedByBothAsync(HostileRequest.ObjectMembers, name, value);

    public static TheoryData<string, string> Shapes => new()
    {
        { "no payment", "invalid_request" },
        { "no requirements", "invalid_request" },
        { "nothing at all", "invalid_request" },
        { "version 0", "invalid_x402_version" },
        { "version 3", "invalid_x402_version" },
        { "version -1", "invalid_x402_version" },
        { "versions that differ", "invalid_x402_version" },
        { "version 1 with what only version 2 has", "invalid_payload" },
        { "version 1 on a network without an old name", "invalid_network" },
        { "nothing accepted", "invalid_payload" },
        { "another scheme than accepted", "invalid_payload" },
        { "another network than accepted", "invalid_payload" },
        { "no scheme", "invalid_payment_requirements" },
        { "no network", "invalid_payment_requirements" },
        { "a network without a namespace", "invalid_network" },
        { "no amount", "invalid_payment_requirements" },
        { "no asset", "invalid_payment_requirements" },
        { "no recipient", "invalid_payment_requirements" },
        { "no time", "invalid_payment_requirements" },
        { "negative time", "invalid_payment_requirements" },
        { "a resource without a URL", "invalid_payload" },
        { "a member that ends its object", "invalid_request" },
        { "a known member among the unknown ones", "invalid_request" },
        { "a known member of the requirements among the unknown ones", "invalid_request" },
        { "more than the limit as JSON", "invalid_request" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_message_that_is_no_request_of_HTTP_is_refused_and_never_stored(string shape, string reason)
    {
        var message = (await new Payer(fixture.Chain).PayAsync()).ToWire();
        switch (shape)
        {
            case "no payment": message.Payment = null; break;
            case "no requirements": message.Requirements = null; break;
            case "nothing at all": message = new(); break;
            case "version 0": message.X402Version = message.Payment.X402Version = 0; break;
            case "version 3": message.X402Version = message.Payment.X402Version = 3; break;
            case "version -1": message.X402Version = message.Payment.X402Version = -1; break;
            case "versions that differ": message.Payment.X402Version = 1; message.Payment.Accepted = null; break;
            case "version 1 with what only version 2 has": message.X402Version = message.Payment.X402Version = 1; break;
            case "version 1 on a network without an old name": message.X402Version = message.Payment.X402Version = 1; message.Payment.Accepted = null; break;
            case "nothing accepted": message.Payment.Accepted = null; break;
            case "another scheme than accepted": message.Payment.Scheme = "upto"; break;
            case "another network than accepted": message.Payment.Network = "eip155:1"; break;
            case "no scheme": message.Requirements.Scheme = ""; break;
            case "no network": message.Requirements.Network = ""; break;
            case "a network without a namespace": message.Requirements.Network = "base"; break;
            case "no amount": message.Requirements.Amount = ""; break;
            case "no asset": message.Requirements.Asset = ""; break;
            case "no recipient": message.Requirements.PayTo = ""; break;
            case "no time": message.Requirements.MaxTimeoutSeconds = 0; break;
            case "negative time": message.Requirements.MaxTimeoutSeconds = int.MinValue; break;
            case "a resource without a URL": message.Payment.Resource = new(); break;
            case "a member that ends its object": message.Payment.UnknownMembers["later"] = ByteString.CopyFromUtf8("1,\"x\":2"); break;
            case "a known member among the unknown ones": message.Payment.UnknownMembers["payload"] = ByteString.CopyFromUtf8("{}"); break;
            case "a known member of the requirements among the unknown ones": message.Requirements.UnknownMembers["payTo"] = ByteString.CopyFromUtf8("\"0x\""); break;
            // each line break is one byte here and two there
            case "more than the limit as JSON": message.Requirements.Asset = new string('\n', 40_000); break;
            default: Assert.Fail(shape); break;
        }

        Assert.Equal(reason, await RefusedAsync(message, shape));
        Assert.Empty(await StoredAsync());
    }

    // of all text, what reads numbers, addresses and times has to bear
    private static readonly (string Name, string Value)[] s_values =
    [
        ("zero", "0"), ("minus one", "-1"), ("a sign", "+1"), ("a space before", " 10000"), ("a space behind", "10000 "), ("a line break", "10000\n"), ("a fraction", "1.5"),
        ("an exponent", "1e4"), ("hexadecimal", "0x2710"), ("thousands", "10,000"), ("other digits", "\uff11\uff10"), ("one too many bits", $"1{new string('0', 78)}"),
        ("all bits", "115792089237316195423570985008687907853269984665640564039457584007913129639935"), ("10,000 digits", new string('9', 10_000)),
        ("half an address", "0x4020dE50"), ("an address too long", $"0x{new string('1', 42)}"), ("the address of nobody", $"0x{new string('0', 40)}"),
        ("no hexadecimal", $"0x{new string('g', 40)}"), ("a prefix", "0x"), ("an odd number of digits", "0x1"), ("30,000 digits", $"0x{new string('a', 30_000)}"),
        ("a null character", "\0"), ("a slash", "a/b/c/d"), ("a pipe", "1|2"), ("a line of script", "'; return redis.call('FLUSHALL')"), ("nobody's character", "\ufffe"),
        ("not a number", "NaN"), ("without end", "Infinity"), ("null as text", "null"), ("a pair", "\ud83d\ude00"),
    ];

    public static TheoryData<string, string> Values => [.. s_values];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_text_that_makes_no_sense_is_a_negative_verdict_or_no_request_and_never_stored(string name, string value)
    {
        string[] paths =
        [
            "paymentRequirements.scheme", "paymentRequirements.network", "paymentRequirements.amount", "paymentRequirements.asset", "paymentRequirements.payTo",
            "paymentPayload.accepted.network", "paymentPayload.payload.signature", "paymentPayload.payload.authorization.from", "paymentPayload.payload.authorization.to",
            "paymentPayload.payload.authorization.value", "paymentPayload.payload.authorization.validBefore", "paymentPayload.payload.authorization.nonce",
            "paymentRequirements.extra.name", "paymentRequirements.extra.version", "paymentRequirements.extra.assetTransferMethod",
        ];
        var payment = await new Payer(fixture.Chain).PayAsync();
        foreach (var path in paths)
        {
            var body = HostileRequest.Body(payment, path, JsonSerializer.SerializeToUtf8Bytes(value));

            var (status, json) = await _host.PostAsync("/settle", body);
            var verified = await _host.PostAsync("/verify", body);

            Assert.True(status is 200 or 400 && !json.GetProperty("success").GetBoolean(), $"{name} in {path}: {status} {json}");
            Assert.False(string.IsNullOrEmpty(json.GetProperty("errorReason").GetString()), $"{name} in {path}");
            Assert.False(verified.Json.GetProperty("isValid").GetBoolean());
            if (!PaymentCodec.TryDecodeRequest(body, out var request, out _, out _))
                continue;
            var receipt = await new GrpcFacilitator(_host.GrpcChannel.CreateCallInvoker(), TimeProvider.System).SettleAsync(request, Cancellation);
            Assert.True((false, json.GetProperty("errorReason").GetString()) == (receipt.Success, receipt.ErrorReason), $"{name} in {path}: {receipt.ErrorReason}");
        }
        Assert.Empty(await StoredAsync());
    }

    public static TheoryData<string, string> OtherThanText => new()
    {
        { "a number", "10000" }, { "a huge number", "1e999999" }, { "a tiny number", "-1e-999999" }, { "a list", "[\"10000\"]" }, { "an object", "{\"10000\":1}" }, { "true", "true" }, { "null", "null" },
    };

    [Theory]
    [MemberData(nameof(OtherThanText))]
    public async Task What_is_no_text_where_one_belongs_is_refused_and_never_stored(string name, string value)
    {
        string[] paths =
        [
            "x402Version", "paymentPayload", "paymentPayload.x402Version", "paymentPayload.accepted", "paymentPayload.accepted.amount", "paymentRequirements",
            "paymentRequirements.scheme", "paymentRequirements.network", "paymentRequirements.amount", "paymentRequirements.asset", "paymentRequirements.payTo",
            "paymentPayload.payload.signature", "paymentPayload.payload.authorization", "paymentPayload.payload.authorization.from", "paymentPayload.payload.authorization.nonce",
            "paymentRequirements.extra.name", "paymentRequirements.extra.version",
        ];
        var payment = await new Payer(fixture.Chain).PayAsync();
        foreach (var path in paths)
        {
            var (status, json) = await _host.PostAsync("/settle", HostileRequest.Body(payment, path, Encoding.UTF8.GetBytes(value)));

            Assert.True(status is 200 or 400 && !json.GetProperty("success").GetBoolean(), $"{name} in {path}: {status} {json}");
            Assert.False(string.IsNullOrEmpty(json.GetProperty("errorReason").GetString()), $"{name} in {path}");
        }
        Assert.Empty(await StoredAsync());
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a/b/c/d")]
    [InlineData("a/b/c/\ufffd")]
    [InlineData("a//c/d")]
    [InlineData("eip155:31337/*/*/*")]
    [InlineData("eip155:31337/a/b/\n")]
    public async Task A_settlement_that_nobody_can_have_is_not_found(string id)
    {
        var client = new Wire.Facilitator.FacilitatorClient(_host.GrpcChannel);
        using var watch = client.WatchSettlement(new Wire.WatchRequest { Id = id }, cancellationToken: Cancellation);

        var unknown = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancellation));
        using var response = await _host.Http.GetAsync($"/settlements/{Uri.EscapeDataString(id)}", Cancellation);

        Assert.Equal((StatusCode.NotFound, "settlement_not_found"), (unknown.StatusCode, GrpcReasons.ReasonOf(unknown)));
        // a null character is nothing that a path can hold, says the web server
        Assert.Equal(id == "\0" ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound, response.StatusCode);
    }

    // what protobuf itself lets through, or not
    [Theory]
    [InlineData("bytes that are no text", new byte[] { 0x0a, 0x02, 0xff, 0xfe })]
    [InlineData("half of a character", new byte[] { 0x0a, 0x03, 0xed, 0xa0, 0x80 })]
    [InlineData("a longer form of a slash", new byte[] { 0x0a, 0x02, 0xc0, 0xaf })]
    public async Task Text_that_is_no_UTF_8_is_refused_and_never_stored(string name, byte[] scheme)
    {
        var valid = (await new Payer(fixture.Chain).PayAsync()).ToWire();
        // the last one of two requirements counts, member by member
        byte[] bytes = [.. valid.ToByteArray(), 0x1a, (byte)scheme.Length, .. scheme];
        var method = new Method<byte[], byte[]>(MethodType.Unary, "x402.facilitator.v1.Facilitator", "Settle", Marshallers.Create(static raw => raw, static raw => raw), Marshallers.Create(static raw => raw, static raw => raw));

        var refused = await Record.ExceptionAsync(async () => await _host.GrpcChannel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(cancellationToken: Cancellation), bytes)) as RpcException;

        Assert.True(refused is { StatusCode: StatusCode.InvalidArgument } && GrpcReasons.ReasonOf(refused) == "invalid_request", $"{name}: {refused?.Status}");
        Assert.Empty(await StoredAsync());
    }

    private async Task RefusedByBothAsync(string[] paths, string name, string value)
    {
        var bytes = Encoding.Latin1.GetBytes(value);
        var payment = await new Payer(fixture.Chain).PayAsync();
        payment = payment with { Payload = payment.Payload with { Resource = new() { Url = "https://shop.example/thing" } } };
        foreach (var path in paths)
        {
            var body = HostileRequest.Body(payment, path, bytes);
            var verified = await _host.PostAsync("/verify", body);
            var settled = await _host.PostAsync("/settle", body);
            var overGrpc = await RefusedAsync(HostileRequest.Message(payment, path, bytes), $"{name} in {path}");

            Assert.True((verified.Status, settled.Status) == (400, 400), $"{name} in {path}: {verified.Status} {settled.Status}");
            var reason = settled.Json.GetProperty("errorReason").GetString();
            Assert.False(string.IsNullOrEmpty(reason));
            Assert.Equal(reason, verified.Json.GetProperty("invalidReason").GetString());
            Assert.True(reason == overGrpc, $"{name} in {path}: {reason} and {overGrpc}");
        }
        Assert.Empty(await StoredAsync());
    }

    private async Task<string?> RefusedAsync(Wire.PaymentRequest message, string what)
    {
        var client = new Wire.Facilitator.FacilitatorClient(_host.GrpcChannel);
        var verified = await Record.ExceptionAsync(async () => await client.VerifyAsync(message, cancellationToken: Cancellation)) as RpcException;
        var settled = await Record.ExceptionAsync(async () => await client.SettleAsync(message, cancellationToken: Cancellation)) as RpcException;
        Assert.True((verified?.StatusCode, settled?.StatusCode) == (StatusCode.InvalidArgument, StatusCode.InvalidArgument), $"{what}: {verified?.Status} {settled?.Status}");
        Assert.Equal(GrpcReasons.ReasonOf(verified!), GrpcReasons.ReasonOf(settled!));
        return GrpcReasons.ReasonOf(settled!);
    }

    private async Task<List<SettlementRecord>> StoredAsync()
    {
        var stored = new List<SettlementRecord>();
        await foreach (var record in _host.Journal.QueryAsync(new SettlementQuery(), Cancellation))
            stored.Add(record);
        return stored;
    }
}
