using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Tests.Extensions;

/// <summary>Extensions tell, judge and add; the gate keeps what they said from being altered.</summary>
public sealed class PaymentExtensionTests
{
    private readonly TestExtension _extension = new();

    [Fact]
    public async Task A_declaration_is_in_every_answer_of_version_2_and_made_once()
    {
        await using var shop = await OpenAsync();
        await shop.AskAsync("/x");
        var made = _extension.Declarations;

        for (var i = 0; i < 3; i++)
        {
            using var unpaid = await shop.AskAsync("/x");
            Assert.Equal(3, Wallet.OfferOf(unpaid).Extensions!.Value.GetProperty("test-extension").GetProperty("info").GetProperty("level").GetInt32());
            Assert.DoesNotContain("test-extension", await Wallet.BodyOf(unpaid), StringComparison.Ordinal);
        }

        Assert.Equal(made, _extension.Declarations);
    }

    [Fact]
    public async Task An_endpoint_can_opt_out_and_an_extension_can_leave_one_out()
    {
        _extension.OnDeclare = endpoint => endpoint.Route == "/silent" ? null : new(JsonElement.Parse("""{"info":{}}"""));
        await using var shop = await OpenAsync(app =>
        {
            app.MapGet("/out", () => "x").RequirePayment("$0.01").WithoutPaymentExtension("test-extension");
            app.MapGet("/silent", () => "x").RequirePayment("$0.01");
        });

        foreach (var path in new[] { "/out", "/silent" })
        {
            using var unpaid = await shop.AskAsync(path);
            Assert.Null(Wallet.OfferOf(unpaid).Extensions);
        }
    }

    [Fact]
    public async Task What_has_to_be_answered_is_not_offered_to_version_1()
    {
        _extension.OnDeclare = _ => new(JsonElement.Parse("""{"info":{}}""")) { IsRequired = true };
        await using var shop = await OpenAsync();

        using var unpaid = await shop.AskAsync("/x");
        using var old = await shop.PayAsync("/x", Wallet.For(Wallet.OfferOf(unpaid), ProtocolVersion.V1));

        using var body = JsonDocument.Parse(await Wallet.BodyOf(unpaid));
        Assert.Equal(0, body.RootElement.GetProperty("accepts").GetArrayLength());
        Assert.Equal("no_matching_payment_requirements", await Wallet.ReasonOf(old));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("""{}""", true)]
    [InlineData("""{"of-somebody-else":{"info":{"level":9}}}""", true)]
    [InlineData("""{"test-extension":{"info":{"level":3,"mine":1}}}""", true)]
    [InlineData("""{"test-extension":{"info":{"level":4}}}""", false)]
    [InlineData("""{"test-extension":{}}""", false)]
    [InlineData("""{"test-extension":{"info":{"level":3,"owned":1}}}""", false)]
    public async Task A_payment_whose_extension_was_altered_is_refused_before_anything_is_asked_of_anybody(string? sent, bool accepted)
    {
        _extension.Owned = ["owned"];
        await using var shop = await OpenAsync();
        var payment = await shop.SignAsync("/x") with { Extensions = sent is null ? null : JsonElement.Parse(sent) };

        using var response = await shop.PayAsync("/x", payment);

        if (accepted)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }
        Assert.Equal((HttpStatusCode.PaymentRequired, "extension_echo_mismatch"), (response.StatusCode, await Wallet.ReasonOf(response)));
        Assert.Equal(0, shop.Facilitator.Verifications);
        Assert.Null(await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(402)]
    [InlineData(400)]
    [InlineData(403)]
    public async Task A_refusal_has_the_extensions_status_and_reason_and_reserves_nothing(int status)
    {
        (string?, string, int) seen = default;
        _extension.OnInspect = request =>
        {
            seen = (request.GetSentInfo("id")?.GetString(), request.ResourceUrl, request.BodyHash.Length);
            return PaymentExtensionVerdict.Refuse(status, PaymentReasons.RateLimited, "Come back later.");
        };
        await using var shop = await OpenAsync();
        var payment = await shop.SignAsync("/x") with { Extensions = JsonElement.Parse("""{"test-extension":{"info":{"level":3,"id":"mine"}}}""") };

        using var response = await shop.PayAsync("/x?a=%20b", payment);

        Assert.Equal((status, "rate_limited"), ((int)response.StatusCode, await Wallet.ReasonOf(response)));
        Assert.Equal(status == 402, response.Headers.Contains(PaymentHeaders.PaymentRequired));
        Assert.Contains("Come back later.", await Wallet.BodyOf(response), StringComparison.Ordinal);
        Assert.Equal(("mine", Shop.PublicOrigin + "/x?a=%20b", 32), seen);
        Assert.Equal(0, shop.Facilitator.Verifications);
        Assert.Null(await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_extension_can_answer_in_the_endpoints_place()
    {
        _extension.OnInspect = _ => PaymentExtensionVerdict.Answer(context => context.Response.WriteAsync("on the house"));
        await using var shop = await OpenAsync();

        using var response = await shop.BuyAsync("/x");

        Assert.Equal("on the house", await Wallet.BodyOf(response));
        Assert.Equal((0, 0), (shop.Facilitator.Verifications, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task An_extension_that_throws_ends_the_request_and_charges_nothing()
    {
        _extension.OnInspect = _ => throw new InvalidOperationException("secret internals");
        await using var shop = await OpenAsync();

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret internals", await Wallet.BodyOf(response), StringComparison.Ordinal);
        Assert.Equal(0, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_receipt_carries_what_the_extension_adds_also_when_delivered_again()
    {
        _extension.OnReceipt = (_, receipt) => JsonElement.Parse($$$"""{"info":{"of":"{{{receipt.Transaction}}}"}}""");
        await using var shop = await OpenAsync();
        shop.Facilitator.OnSettle = (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request) with { Extensions = JsonElement.Parse("""{"theirs":{"a":1},"test-extension":"forged"}""") });
        var payment = await shop.SignAsync("/x");

        foreach (var _ in new[] { "first", "again" })
        {
            using var response = await shop.PayAsync("/x", payment);
            var extensions = Wallet.ReceiptOf(response).Extensions!.Value;
            Assert.Equal(ScriptedFacilitator.Transaction, extensions.GetProperty("test-extension").GetProperty("info").GetProperty("of").GetString());
            Assert.Equal(1, extensions.GetProperty("theirs").GetProperty("a").GetInt32());
        }
    }

    [Fact]
    public async Task A_receipt_that_cannot_be_added_to_is_delivered_nevertheless()
    {
        _extension.OnReceipt = (_, _) => throw new InvalidOperationException("no key");
        await using var shop = await OpenAsync();

        using var response = await shop.BuyAsync("/x");

        Assert.Equal("x", await Wallet.BodyOf(response));
        Assert.True(Wallet.ReceiptOf(response).Success);
        Assert.Contains("could not add to a receipt", shop.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declarations_too_long_to_be_sent_back_and_those_that_fail_are_errors_at_start_up()
    {
        _extension.OnDeclare = endpoint => endpoint.Route switch
        {
            "/long" => new(JsonElement.Parse($$$"""{"info":{"text":"{{{new string('a', 7000)}}}"}}""")),
            "/wrong" => throw new InvalidOperationException("This endpoint has no schema."),
            _ => null,
        };

        var exception = await Assert.ThrowsAsync<X402ConfigurationException>(() => OpenAsync(app =>
        {
            app.MapGet("/long", () => "x").RequirePayment("$0.01");
            app.MapGet("/wrong", () => "x").RequirePayment("$0.01");
        }));

        Assert.Contains("GET /long: its extensions take", exception.Errors[0], StringComparison.Ordinal);
        Assert.Equal("GET /wrong: This endpoint has no schema.", exception.Errors[1]);
    }

    private Task<Shop> OpenAsync(Action<WebApplication>? map = null) => Shop.OpenAsync(
        map ?? (app => app.MapGet("/x", () => "x").RequirePayment("$0.01")),
        builder => builder.Services.AddSingleton<IPaymentExtension>(_extension));
}
