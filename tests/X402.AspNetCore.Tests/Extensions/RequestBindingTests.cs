using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using X402.AspNetCore.Tests.Support;
using X402.Protocol;

namespace X402.AspNetCore.Tests.Extensions;

/// <summary>A payment that is bound to a request is worth nothing for another one (SG-04).</summary>
public sealed class RequestBindingTests
{
    private static readonly byte[] s_nonce = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payment_bound_to_its_request_is_taken(bool required)
    {
        await using var shop = await OpenAsync(required);
        using var unpaid = await shop.AskAsync("/x?city=a%20b", HttpMethod.Post);

        using var response = await shop.PayAsync("/x?city=a%20b", Bound(unpaid, "POST", "/x?city=a%20b", "body"), HttpMethod.Post, new StringContent("body"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Theory]
    [InlineData("PUT", "/x", "body")]
    [InlineData("POST", "/x?", "body")]
    [InlineData("POST", "/x?city=b", "body")]
    [InlineData("POST", "/y", "body")]
    [InlineData("POST", "/X", "body")]
    [InlineData("POST", "/x", "other body")]
    [InlineData("POST", "/x", "")]
    public async Task A_payment_that_was_moved_to_another_request_is_refused_before_anything_is_asked_of_anybody(string method, string path, string body)
    {
        await using var shop = await OpenAsync(required: true);
        using var unpaid = await shop.AskAsync("/x", HttpMethod.Post);
        var payment = Bound(unpaid, "POST", path == "/x?" ? "/x?city=a" : "/x", "body");

        using var moved = await shop.PayAsync(path, payment, new HttpMethod(method), new StringContent(body));

        Assert.Equal((HttpStatusCode.PaymentRequired, "request_binding_mismatch"), (moved.StatusCode, await Wallet.ReasonOf(moved)));
        Assert.Equal(0, shop.Facilitator.Verifications);
        Assert.Null(await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false, 200, null)]
    [InlineData(true, 402, "request_binding_required")]
    public async Task An_unbound_payment_is_taken_only_where_binding_is_optional(bool required, int status, string? reason)
    {
        await using var shop = await OpenAsync(required);

        using var response = await shop.BuyAsync("/x", HttpMethod.Post);

        Assert.Equal(status, (int)response.StatusCode);
        if (reason is not null)
            Assert.Equal(reason, await Wallet.ReasonOf(response));
    }

    [Theory]
    [InlineData("\"0x00112233445566778899aabbccddee\"")]
    [InlineData("\"00112233445566778899aabbccddeeff\"")]
    [InlineData("\"0x00112233445566778899aabbccddeefg\"")]
    [InlineData("\"0x00112233445566778899aabbccddeeff0\"")]
    [InlineData("\"\"")]
    [InlineData("7")]
    [InlineData("{}")]
    public async Task A_malformed_binding_is_refused(string nonce)
    {
        await using var shop = await OpenAsync(required: false);
        var payment = await shop.SignAsync("/x", HttpMethod.Post) with { Extensions = Answer(nonce) };

        using var response = await shop.PayAsync("/x", payment, HttpMethod.Post);

        Assert.Equal((HttpStatusCode.PaymentRequired, "invalid_request_binding"), (response.StatusCode, await Wallet.ReasonOf(response)));
        Assert.Equal(0, shop.Facilitator.Verifications);
    }

    private static PaymentPayload Bound(HttpResponseMessage unpaid, string method, string path, string body)
    {
        var offer = Wallet.OfferOf(unpaid);
        var commitment = RequestBinding.Commit(method, Shop.PublicOrigin + path, SHA256.HashData(Encoding.UTF8.GetBytes(body)), s_nonce);
        var required = offer.Extensions!.Value.GetProperty("request-binding").GetProperty("info").GetProperty("required").GetBoolean();
        return Wallet.For(offer, nonce: $"0x{Convert.ToHexStringLower(commitment)}") with { Extensions = Answer($"\"0x{Convert.ToHexStringLower(s_nonce)}\"", required) };
    }

    private static JsonElement Answer(string nonce, bool required = false) =>
        JsonElement.Parse("""{"request-binding":{"info":{"required":""" + (required ? "true" : "false") + ",\"nonce\":" + nonce + "}}}");

    private static Task<Shop> OpenAsync(bool required) => Shop.OpenAsync(app =>
    {
        app.MapMethods("/x", ["POST", "PUT"], () => "x").RequirePayment("$0.01").BindPaymentToRequest(required);
        app.MapMethods("/y", ["POST"], () => "y").RequirePayment("$0.01").BindPaymentToRequest(required);
    });
}
