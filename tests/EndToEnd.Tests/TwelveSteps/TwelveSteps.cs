using System.Net;
using System.Text.Json;
using X402.EndToEnd.Tests.Support;
using X402.Evm;
using X402.Evm.Rpc;
using X402.Evm.TypedData;
using X402.Protocol;
using X402.Reasons;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.TwelveSteps;

/// <summary>The twelve steps of a payment, each with its number. One purchase is made and written down; the steps are read off it.</summary>
public abstract class TwelveSteps(World world, int version) : IAsyncLifetime
{
    private static readonly Dictionary<(World, int), RecordedPurchase> s_purchases = [];
    private RecordedPurchase _purchase = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What is bought.</summary>
    protected Uri Weather => world.Weather;

    private bool IsV1 => version == ProtocolVersion.V1;

    private PaymentRequirements Accepted => Assert.Single(_purchase.Offer.Accepts);

    // the tests of the collection run one after the other
    public async ValueTask InitializeAsync()
    {
        if (!s_purchases.TryGetValue((world, version), out var purchase))
            s_purchases[(world, version)] = purchase = await RecordedPurchase.MakeAsync(world, version);
        _purchase = purchase;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Step_01_the_client_asks_for_the_resource_and_gets_nothing_of_it_for_free()
    {
        Assert.NotEqual(HttpStatusCode.OK, _purchase.Unpaid.StatusCode);
        Assert.DoesNotContain(World.Goods, System.Text.Encoding.UTF8.GetString(_purchase.UnpaidBody), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, _purchase.AskedBeforePaying);
    }

    [Fact]
    public void Step_02_the_server_answers_402_with_its_requirements()
    {
        Assert.Equal(HttpStatusCode.PaymentRequired, _purchase.Unpaid.StatusCode);
        Assert.Equal("no-store", _purchase.Unpaid.Headers.CacheControl?.ToString());
        Assert.Equal(world.Weather.AbsoluteUri, _purchase.Offer.Resource.Url);
        Assert.Equal("exact", Accepted.Scheme);
        Assert.Equal(world.Chain.Network.ToString(), Accepted.Network);
        Assert.Equal(World.Price.ToString(System.Globalization.CultureInfo.InvariantCulture), Accepted.Amount);
        Assert.Equal(world.Chain.TokenAddress, EvmAddress.Parse(Accepted.Asset));
        Assert.Equal(world.Chain.Accounts[1].Address, EvmAddress.Parse(Accepted.PayTo));
        Assert.Equal("USDC", Accepted.GetExtra("name"));
        if (IsV1)
            Assert.Equal("base-sepolia", JsonElement.Parse(_purchase.UnpaidBody).GetProperty("accepts")[0].GetProperty("network").GetString());
    }

    [Fact]
    public void Step_03_the_client_selects_one_and_signs_a_payload_which_costs_nothing_yet()
    {
        var payload = Buyer.Read(_purchase.Payment);
        var domain = new Eip712Domain(world.Chain.Token.Eip712Name!, world.Chain.Token.Eip712Version, world.Chain.ChainId, world.Chain.TokenAddress);

        Assert.True(EvmSignature.TryRecover(domain.Digest(payload.Authorization.HashStruct()), payload.Signature.Span, out var signer));
        Assert.Equal(_purchase.Buyer.Address, signer);
        Assert.Equal<Money.UInt256>(World.Price, payload.Authorization.Value);
        Assert.Equal(version, _purchase.Payment.X402Version);
        Assert.Equal(IsV1, _purchase.Payment.Accepted is null);
        Assert.Equal<Money.UInt256>(World.Funds, _purchase.BalanceAfterSigning);
    }

    [Fact]
    public void Step_04_the_client_asks_again_with_the_payment_header()
    {
        var request = _purchase.Paid.RequestMessage!;

        Assert.Equal(world.Weather, request.RequestUri);
        var header = Assert.Single(request.Headers.GetValues(IsV1 ? "X-PAYMENT" : "PAYMENT-SIGNATURE"));
        Assert.True(PaymentCodec.TryDecodePaymentHeader(header, out var payment, out _, out var detail), detail);
        Assert.True(JsonElement.DeepEquals(_purchase.Payment.Payload, payment.Payload));
    }

    [Fact]
    public void Step_05_the_server_has_the_payment_verified_against_its_own_requirements()
    {
        var asked = _purchase.Verification.Request;

        Assert.Equal(version, asked.GetProperty("x402Version").GetInt32());
        Assert.True(JsonElement.DeepEquals(_purchase.Payment.Payload, asked.GetProperty("paymentPayload").GetProperty("payload")));
        Assert.Equal(Accepted.PayTo, asked.GetProperty("paymentRequirements").GetProperty("payTo").GetString());
        Assert.Equal(Accepted.Amount, asked.GetProperty("paymentRequirements").GetProperty(IsV1 ? "maxAmountRequired" : "amount").GetString());
    }

    [Fact]
    public async Task Step_06_the_facilitator_verifies_by_scheme_and_network()
    {
        Assert.Equal(200, _purchase.Verification.Status);
        Assert.True(_purchase.Verification.Answer.GetProperty("isValid").GetBoolean());
        Assert.Equal(_purchase.Buyer.Address, EvmAddress.Parse(_purchase.Verification.Answer.GetProperty("payer").GetString()));

        var otherScheme = await VerifyAsync("\"scheme\":\"exact\"", "\"scheme\":\"upto\"");
        Assert.False(otherScheme.GetProperty("isValid").GetBoolean());
        Assert.Contains("scheme", otherScheme.GetProperty("invalidReason").GetString(), StringComparison.Ordinal);
        var otherNetwork = IsV1 ? await VerifyAsync("base-sepolia", "base") : await VerifyAsync("eip155:84532", "eip155:8453");
        Assert.False(otherNetwork.GetProperty("isValid").GetBoolean());
        Assert.Equal(PaymentReasons.InvalidNetwork.Code, otherNetwork.GetProperty("invalidReason").GetString());
    }

    [Fact]
    public async Task Step_07_a_valid_payment_is_worked_for_and_an_invalid_one_is_answered_402_again()
    {
        Assert.Contains(World.Goods, _purchase.PaidBody, StringComparison.Ordinal);

        using var buyer = await world.NewBuyerAsync();
        var payment = await buyer.SignAsync(_purchase.Offer, version, authorization => authorization with { Value = World.Price - 1 }, cancellationToken: Cancellation);
        using var refused = await Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        Assert.DoesNotContain(World.Goods, await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal<Money.UInt256>(World.Funds, await buyer.BalanceAsync(Cancellation));
    }

    [Fact]
    public void Step_08_the_server_has_the_verified_payment_settled()
    {
        Assert.True(JsonElement.DeepEquals(_purchase.Verification.Request, _purchase.Settlement.Request));
    }

    [Fact]
    public void Step_09_the_facilitator_submits_it_to_the_chain_from_its_own_account()
    {
        Assert.Equal(world.Chain.Accounts[0].Address, _purchase.Pending.From);
        Assert.Equal(world.Chain.TokenAddress, _purchase.Pending.To);
    }

    [Fact]
    public void Step_10_the_facilitator_waits_for_the_confirmation() => Assert.False(_purchase.AnsweredTooEarly);

    [Fact]
    public async Task Step_11_the_facilitator_answers_the_server_with_the_transaction()
    {
        var answer = _purchase.Settlement.Answer;

        Assert.Equal(200, _purchase.Settlement.Status);
        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.Equal(_purchase.Pending.Hash, Hash32.Parse(answer.GetProperty("transaction").GetString()));
        Assert.Equal(IsV1 ? "base-sepolia" : "eip155:84532", answer.GetProperty("network").GetString());
        var receipt = await world.Chain.Rpc.SendAsync(EvmRpcCalls.Receipt(_purchase.Pending.Hash), Cancellation);
        Assert.True(receipt!.Succeeded);
    }

    [Fact]
    public void Step_12_the_server_answers_200_with_the_resource_and_the_receipt()
    {
        Assert.Equal(HttpStatusCode.OK, _purchase.Paid.StatusCode);
        Assert.Equal("london", JsonElement.Parse(_purchase.PaidBody).GetProperty("city").GetString());
        var receipt = Buyer.ReceiptOf(_purchase.Paid, version);
        Assert.True(receipt!.Success);
        Assert.Equal(_purchase.Pending.Hash.ToString(), receipt.Transaction);
        Assert.Equal(_purchase.Buyer.Address, EvmAddress.Parse(receipt.Payer));
        Assert.Null(Buyer.ReceiptOf(_purchase.Paid, IsV1 ? ProtocolVersion.V2 : ProtocolVersion.V1));
        Assert.Equal<Money.UInt256>(World.Funds - World.Price, _purchase.BalanceAfterwards);
        Assert.Equal<Money.UInt256>(World.Price, _purchase.Earned);
    }

    private async Task<JsonElement> VerifyAsync(string part, string instead)
    {
        var body = _purchase.Verification.RequestText.Replace(part, instead, StringComparison.Ordinal);
        using var answer = await world.Http.PostAsync(new Uri(world.Stack.Facilitator.Url, "/verify"), new StringContent(body, null, "application/json"), Cancellation);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
