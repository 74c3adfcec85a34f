using System.Net;
using System.Text.Json;
using X402.EndToEnd.Tests.Support;
using X402.Evm.Contracts;
using X402.Protocol;
using X402.Reasons;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.BadInput;

/// <summary>Whatever is wrong with a payment: a reason for programs, no charge, no resource, and nothing internal in the answer.</summary>
[Collection(nameof(WorldCollection))]
public sealed class BadPaymentTests(World world)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Table => new(
        BadPayments.InBothVersions.SelectMany(bad => new[] { (bad.Name, ProtocolVersion.V1), (bad.Name, ProtocolVersion.V2) })
            .Concat(BadPayments.InVersion1.Select(bad => (bad.Name, ProtocolVersion.V1)))
            .Concat(BadPayments.InVersion2.Select(bad => (bad.Name, ProtocolVersion.V2))));

    [Theory]
    [MemberData(nameof(Table))]
    public async Task It_is_refused_with_its_reason_and_nothing_is_charged(string name, int version)
    {
        var bad = BadPayments.InBothVersions.Concat(version == ProtocolVersion.V1 ? BadPayments.InVersion1 : BadPayments.InVersion2).Single(bad => bad.Name == name);
        using var buyer = await world.NewBuyerAsync();
        var offer = await Buyer.AskAsync(world.Http, world.Weather, Cancellation);
        var headers = await bad.Make(new(world, buyer, offer, version));

        using var answer = await SendAsync(world.Weather, headers);

        await AssertRefusedAsync(answer, bad.Status, bad.Reason);
        Assert.Equal<Money.UInt256>(World.Funds, await buyer.BalanceAsync(Cancellation));
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_payment_that_bought_something_buys_nothing_else(int version)
    {
        using var buyer = await world.NewBuyerAsync();
        var payment = await buyer.SignAsync(await Buyer.AskAsync(world.Http, world.Weather, Cancellation), version, cancellationToken: Cancellation);
        using var paid = await Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);

        var elsewhere = new Uri(world.Stack.Shop.Url, "/weather/paris");
        // a cheat says of the place what the shop says of it
        var cheat = payment.Extensions is null ? payment : payment with { Extensions = (await Buyer.AskAsync(world.Http, elsewhere, Cancellation)).Extensions };

        using var careless = await Buyer.SendAsync(world.Http, elsewhere, payment, Cancellation);
        using var careful = await Buyer.SendAsync(world.Http, elsewhere, cheat, Cancellation);

        await AssertRefusedAsync(careless, HttpStatusCode.PaymentRequired, payment.Extensions is null ? PaymentReasons.PaymentAlreadyUsed : PaymentReasons.ExtensionEchoMismatch);
        await AssertRefusedAsync(careful, HttpStatusCode.PaymentRequired, PaymentReasons.PaymentAlreadyUsed);
        Assert.Equal<Money.UInt256>(World.Funds - World.Price, await buyer.BalanceAsync(Cancellation));
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_payment_that_was_settled_behind_the_servers_back_buys_nothing(int version)
    {
        using var buyer = await world.NewBuyerAsync();
        var payment = await buyer.SignAsync(await Buyer.AskAsync(world.Http, world.Weather, Cancellation), version, cancellationToken: Cancellation);
        var signed = Buyer.Read(payment);
        // anybody may submit it; the payee has the money then and the facilitator did not move it
        var call = Eip3009Token.TransferWithAuthorization(signed.Authorization, signed.Signature.Span);
        await world.Chain.WaitForReceiptAsync(await world.Chain.SendAsync(world.Chain.Accounts[8].Address, world.Chain.TokenAddress, call, Cancellation), Cancellation);

        using var answer = await Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);

        await AssertRefusedAsync(answer, HttpStatusCode.PaymentRequired, PaymentReasons.ExactEvmNonceAlreadyUsed);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(World.Price - 1)]
    public async Task Whoever_has_not_enough_money_is_told_so(ulong funds)
    {
        using var pauper = await world.NewBuyerAsync(funds);
        var payment = await pauper.SignAsync(await Buyer.AskAsync(world.Http, world.Weather, Cancellation), cancellationToken: Cancellation);

        using var answer = await Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);

        await AssertRefusedAsync(answer, HttpStatusCode.PaymentRequired, PaymentReasons.ExactEvmInsufficientBalance);
        Assert.Equal<Money.UInt256>(funds, await pauper.BalanceAsync(Cancellation));
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await world.Http.SendAsync(request, Cancellation);
    }

    private async Task AssertRefusedAsync(HttpResponseMessage answer, HttpStatusCode status, PaymentReason? reason)
    {
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal((status, reason?.Code), (answer.StatusCode, reason is null ? null : ReasonOf(answer, body)));
        Assert.Null(Buyer.ReceiptOf(answer));
        Assert.Null(Buyer.ReceiptOf(answer, ProtocolVersion.V1));
        Assert.DoesNotContain(World.Goods, body, StringComparison.OrdinalIgnoreCase);
        // the reason in the body, for version 1
        if (reason is { } expected)
            Assert.Equal(expected.Code, JsonElement.Parse(body).GetProperty("error").GetString());
        AssertSaysNothingInternal(answer, body);
    }

    private static string? ReasonOf(HttpResponseMessage answer, string body)
    {
        Assert.True(answer.Headers.TryGetValues(PaymentHeaders.PaymentRequired, out var values), $"{(int)answer.StatusCode} without an offer: {body}");
        return PaymentCodec.TryDecodePaymentRequiredHeader(values.Single(), out var offer, out _) ? offer.Error : null;
    }

    private void AssertSaysNothingInternal(HttpResponseMessage answer, string body)
    {
        var everything = $"{answer.Headers}{Headers(answer)}{body}";
        foreach (var secret in new[] { "Exception", "   at ", "System.", "X402.", ".cs", "execution reverted", "redis", world.Chain.RpcUrl.Authority, world.Proxy.Url.Authority, world.Stack.Facilitator.Url.Authority, world.Stack.Redis.ConnectionString })
            Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
    }

    // also what is hidden in base64
    private static string Headers(HttpResponseMessage answer) => answer.Headers.TryGetValues(PaymentHeaders.PaymentRequired, out var values)
        ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(values.Single()))
        : "";
}
