using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using X402.AspNetCore.Tests.Support;
using X402.Facilitators;
using X402.Protocol;

namespace X402.AspNetCore.Tests.Extensions;

/// <summary>A buyer that names its purchase is charged once for it, whatever it signs (SG-13).</summary>
public sealed class PaymentIdentifierTests
{
    private const string Id = "pay_7d5d747be160e280504c099d984bcfe0";
    private int _served;

    [Theory]
    [InlineData(PaymentIdentifierUse.Accepted)]
    [InlineData(PaymentIdentifierUse.Required)]
    public async Task The_offer_says_whether_an_identifier_may_or_must_be_sent(PaymentIdentifierUse use)
    {
        await using var shop = await OpenAsync(use);

        using var unpaid = await shop.AskAsync("/x");

        var declared = Wallet.OfferOf(unpaid).Extensions!.Value.GetProperty("payment-identifier");
        Assert.Equal(use == PaymentIdentifierUse.Required, declared.GetProperty("info").GetProperty("required").GetBoolean());
        Assert.Equal(16, declared.GetProperty("schema").GetProperty("properties").GetProperty("id").GetProperty("minLength").GetInt32());
        using var body = JsonDocument.Parse(await Wallet.BodyOf(unpaid));
        Assert.Equal(use == PaymentIdentifierUse.Required ? 0 : 1, body.RootElement.GetProperty("accepts").GetArrayLength());
    }

    [Fact]
    public async Task Options_offer_it_everywhere_and_attributes_and_endpoints_decide_for_themselves()
    {
        await using var shop = await Shop.OpenAsync(
            app =>
            {
                app.MapGet("/by-option", () => "x").RequirePayment("$0.01");
                app.MapGet("/by-attribute", [PaymentIdentifier(PaymentIdentifierUse.Required)] () => "x").RequirePayment("$0.01");
                app.MapGet("/none", () => "x").RequirePayment("$0.01").WithoutPaymentExtension("payment-identifier");
            },
            options: o => o.PaymentIdentifiers = PaymentIdentifierUse.Accepted);

        Assert.Equal([false, true, null], [await RequiredAsync("/by-option"), await RequiredAsync("/by-attribute"), await RequiredAsync("/none")]);

        async Task<bool?> RequiredAsync(string path)
        {
            using var unpaid = await shop.AskAsync(path);
            return Wallet.OfferOf(unpaid).Extensions?.GetProperty("payment-identifier").GetProperty("info").GetProperty("required").GetBoolean();
        }
    }

    [Theory]
    [InlineData("\"too_short_15chr\"")]
    [InlineData("\"pay_7d5d747be160e280504c099d984bcfe0 \"")]
    [InlineData("\"pay_7d5d747be160e280504c099d984bcfé0\"")]
    [InlineData("\"pay/7d5d747be160e280504c099d984bcfe0\"")]
    [InlineData("\"\"")]
    [InlineData("12345678901234567890")]
    [InlineData("{}")]
    [InlineData("129")]
    public async Task A_malformed_identifier_is_refused_before_anything_is_reserved(string id)
    {
        await using var shop = await OpenAsync();
        if (id == "129")
            id = $"\"{new string('a', 129)}\"";
        var payment = await shop.SignAsync("/x") with { Extensions = JsonElement.Parse("""{"payment-identifier":{"info":{"required":false,"id":""" + id + "}}}") };

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_payment_identifier"), (response.StatusCode, await Wallet.ReasonOf(response)));
        Assert.Equal(0, shop.Facilitator.Verifications);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"payment-identifier":{"info":{"required":true}}}""")]
    [InlineData("""{"payment-identifier":{"info":{"required":true,"id":null}}}""")]
    public async Task A_required_identifier_that_is_missing_is_asked_for(string? extensions)
    {
        await using var shop = await OpenAsync(PaymentIdentifierUse.Required);
        var payment = await shop.SignAsync("/x");

        using var without = await shop.PayAsync("/x", payment with { Extensions = extensions is null ? null : JsonElement.Parse(extensions) });
        using var with = await shop.PayAsync("/x", payment.Named(Id, required: true));

        Assert.Equal((HttpStatusCode.BadRequest, "payment_identifier_required"), (without.StatusCode, await Wallet.ReasonOf(without)));
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
    }

    [Fact]
    public async Task A_new_authorization_with_the_same_identifier_gets_the_stored_answer_and_is_not_charged()
    {
        await using var shop = await OpenAsync();

        using var first = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));
        using var second = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));
        using var other = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id + "_next"));

        Assert.Equal(["served 1", "served 1", "served 2"], [await Wallet.BodyOf(first), await Wallet.BodyOf(second), await Wallet.BodyOf(other)]);
        Assert.Equal(Wallet.ReceiptOf(first), Wallet.ReceiptOf(second));
        Assert.Equal((2, 2), (_served, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task A_hundred_payments_at_once_with_one_identifier_buy_once_and_all_get_the_result()
    {
        await using var shop = await OpenAsync();
        var payments = new PaymentPayload[100];
        for (var i = 0; i < payments.Length; i++)
            payments[i] = (await shop.SignAsync("/x")).Named(Id);

        var responses = await Task.WhenAll(payments.Select(payment => shop.PayAsync("/x", payment)));

        foreach (var response in responses)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("served 1", await Wallet.BodyOf(response));
            response.Dispose();
        }
        Assert.Equal((1, 1), (_served, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task An_identifier_names_one_request_only()
    {
        await using var shop = await OpenAsync();
        using var first = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));

        using var other = await shop.PayAsync("/x?other", (await shop.SignAsync("/x")).Named(Id));

        Assert.Equal((HttpStatusCode.Conflict, "payment_identifier_conflict"), (other.StatusCode, await Wallet.ReasonOf(other)));
        Assert.DoesNotContain("served", await Wallet.BodyOf(other), StringComparison.Ordinal);
        Assert.Equal((1, 1), (_served, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task Another_payer_with_the_same_identifier_has_a_purchase_of_its_own()
    {
        await using var shop = await OpenAsync();
        using var first = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));
        using var unpaid = await shop.AskAsync("/x");

        using var second = await shop.PayAsync("/x", Wallet.For(Wallet.OfferOf(unpaid), payer: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC").Named(Id));

        Assert.Equal(["served 1", "served 2"], [await Wallet.BodyOf(first), await Wallet.BodyOf(second)]);
        Assert.Equal(2, shop.Facilitator.Settlements);
    }

    [Theory]
    [InlineData("/x")]
    [InlineData("/x?other")]
    public async Task A_guessed_identifier_with_a_forged_signature_fetches_nothing_and_tells_nothing(string path)
    {
        await using var shop = await OpenAsync();
        using var first = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));
        shop.Facilitator.OnVerify = static (_, _) => Task.FromResult(new VerifyResponse { IsValid = false, InvalidReason = "invalid_exact_evm_signature" });

        using var forged = await shop.PayAsync(path, (await shop.SignAsync("/x")).Named(Id));

        Assert.Equal((HttpStatusCode.PaymentRequired, "invalid_exact_evm_signature"), (forged.StatusCode, await Wallet.ReasonOf(forged)));
        Assert.DoesNotContain("served", await Wallet.BodyOf(forged), StringComparison.Ordinal);
        Assert.False(forged.Headers.Contains(PaymentHeaders.PaymentResponse));
    }

    [Fact]
    public async Task An_identifier_is_free_again_when_the_work_failed_or_the_settlement_did()
    {
        var fail = true;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => fail ? Results.InternalServerError() : Results.Text("x")).RequirePayment("$0.01").AcceptPaymentIdentifier());

        using var unfinished = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));
        fail = false;
        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_insufficient_balance"));
        using var unpaid = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));
        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request));
        using var paid = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));

        Assert.Equal([500, 402, 200], [(int)unfinished.StatusCode, (int)unpaid.StatusCode, (int)paid.StatusCode]);
    }

    [Fact]
    public async Task An_identifier_stays_with_a_payment_whose_outcome_is_unknown_and_nothing_else_is_charged()
    {
        await using var shop = await OpenAsync();
        var asked = new List<string>();
        var isDown = true;
        shop.Facilitator.OnSettle = (request, _) =>
        {
            asked.Add(request.Payload.Payload.GetProperty("authorization").GetProperty("nonce").GetString()!);
            return isDown ? throw new FacilitatorException() : Task.FromResult(ScriptedFacilitator.Settled(request));
        };
        using var first = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));

        using var second = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));
        isDown = false;
        HttpResponseMessage third;
        do
            third = await shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id));
        while (third.StatusCode == HttpStatusCode.BadGateway);

        Assert.Equal([502, 502, 200], [(int)first.StatusCode, (int)second.StatusCode, (int)third.StatusCode]);
        Assert.Equal("settlement_pending", await Wallet.ReasonOf(second));
        Assert.Equal("served 1", await Wallet.BodyOf(third));
        Assert.Single(asked.Distinct());
        third.Dispose();
    }

    [Fact]
    public async Task While_the_first_payment_is_worked_on_the_second_one_waits_and_works_itself_when_the_first_one_fails()
    {
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", async () =>
        {
            if (Interlocked.Increment(ref _served) > 1)
                return Results.Text("second");
            started.SetResult();
            await finish.Task;
            return Results.StatusCode(500);
        }).RequirePayment("$0.01").RequirePaymentIdentifier());

        var first = shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id, required: true));
        await started.Task;
        var second = shop.PayAsync("/x", (await shop.SignAsync("/x")).Named(Id, required: true));
        finish.SetResult();
        using var failed = await first;
        using var served = await second;

        Assert.Equal((500, "second"), ((int)failed.StatusCode, await Wallet.BodyOf(served)));
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    private Task<Shop> OpenAsync(PaymentIdentifierUse use = PaymentIdentifierUse.Accepted) => Shop.OpenAsync(app =>
    {
        var endpoint = app.MapGet("/x", async () =>
        {
            await Task.Yield();
            return $"served {Interlocked.Increment(ref _served)}";
        }).RequirePayment("$0.01");
        _ = use == PaymentIdentifierUse.Required ? endpoint.RequirePaymentIdentifier() : endpoint.AcceptPaymentIdentifier();
    });
}
