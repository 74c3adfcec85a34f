using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using X402.AspNetCore.Tests.Support;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

public sealed class PaymentHeaderTests : IAsyncLifetime
{
    private Shop _shop = null!;
    private int _served;

    public async ValueTask InitializeAsync() => _shop = await Shop.OpenAsync(app => app.MapGet("/x", () => Interlocked.Increment(ref _served)).RequirePayment("$0.01"));

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Two_payment_headers_are_refused()
    {
        var header = $"{PaymentHeaders.PaymentSignature}: {PaymentCodec.EncodeHeader(await _shop.SignAsync("/x"))}";

        await AssertRefusedAsync(400, "duplicate_payment_header", header, header);
    }

    [Fact]
    public async Task Both_versions_at_once_are_refused()
    {
        var v2 = $"{PaymentHeaders.PaymentSignature}: {PaymentCodec.EncodeHeader(await _shop.SignAsync("/x"))}";
        var v1 = $"{PaymentHeaders.XPayment}: {PaymentCodec.EncodeHeader(await _shop.SignAsync("/x", version: ProtocolVersion.V1))}";

        await AssertRefusedAsync(400, "duplicate_payment_header", v1, v2);
    }

    [Fact]
    public async Task Payments_joined_by_a_comma_are_refused()
    {
        var payment = PaymentCodec.EncodeHeader(await _shop.SignAsync("/x"));

        await AssertRefusedAsync(400, "duplicate_payment_header", $"{PaymentHeaders.PaymentSignature}: {payment},{payment}");
    }

    [Theory]
    [InlineData(ProtocolVersion.V1, PaymentHeaders.PaymentSignature)]
    [InlineData(ProtocolVersion.V2, PaymentHeaders.XPayment)]
    public async Task A_version_in_the_wrong_header_is_refused(int version, string header)
    {
        var payment = await _shop.SignAsync("/x", version: version);

        await AssertRefusedAsync(402, "invalid_x402_version", $"{header}: {PaymentCodec.EncodeHeader(payment)}");
    }

    [Theory]
    [InlineData("", "invalid_payment_header")]
    [InlineData("not base64!", "invalid_payment_header")]
    [InlineData("bm90IGpzb24=", "invalid_payment_header")]
    [InlineData("W10=", "invalid_payment_header")]
    [InlineData("eyJ4NDAyVmVyc2lvbiI6MiwieDQwMlZlcnNpb24iOjJ9", "invalid_payment_header")]
    [InlineData("e30=", "invalid_x402_version")]
    [InlineData("eyJ4NDAyVmVyc2lvbiI6M30=", "invalid_x402_version")]
    [InlineData("eyJ4NDAyVmVyc2lvbiI6Mn0=", "invalid_payload")]
    public async Task What_is_no_payment_is_refused_with_a_fresh_offer(string value, string reason) =>
        await AssertRefusedAsync(402, reason, $"{PaymentHeaders.PaymentSignature}: {value}");

    [Fact]
    public async Task A_header_beyond_8_KiB_is_refused_unread() =>
        await AssertRefusedAsync(402, "invalid_payment_header", $"{PaymentHeaders.PaymentSignature}: {Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('[', 9000)))}");

    [Fact]
    public async Task A_payment_without_the_schemes_form_is_refused()
    {
        var payment = await _shop.SignAsync("/x") switch { var signed => signed with { Payload = System.Text.Json.JsonElement.Parse("""{"nothing":true}""") } };

        using var response = await _shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("invalid_payload", await Wallet.ReasonOf(response));
        Assert.Equal(0, _shop.Facilitator.Verifications);
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("payTo")]
    [InlineData("asset")]
    [InlineData("network")]
    [InlineData("timeout")]
    public async Task A_payment_for_other_terms_is_refused(string changed)
    {
        var payment = await _shop.SignAsync("/x");
        var accepted = payment.Accepted!;
        accepted = changed switch
        {
            "amount" => accepted with { Amount = "1" },
            "payTo" => accepted with { PayTo = Wallet.Payer },
            "asset" => accepted with { Asset = Wallet.Payer },
            "network" => accepted with { Network = "eip155:1" },
            _ => accepted with { MaxTimeoutSeconds = 999_999 },
        };

        using var response = await _shop.PayAsync("/x", payment with { Accepted = accepted, Network = accepted.Network });

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("no_matching_payment_requirements", await Wallet.ReasonOf(response));
        Assert.Equal((0, 0), (_served, _shop.Facilitator.Verifications));
    }

    [Fact]
    public async Task Refusals_carry_a_sentence_for_the_person_and_repeat_nothing_of_the_request()
    {
        var answer = await RawHttp.SendAsync(_shop.Address, "GET /x", $"{PaymentHeaders.PaymentSignature}: <script>evil</script>");

        Assert.Contains("\"message\":", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", answer, StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(int status, string reason, params string[] headers)
    {
        var answer = await RawHttp.SendAsync(_shop.Address, "GET /x", headers);

        Assert.Equal(status, RawHttp.StatusOf(answer));
        Assert.Contains($"\"error\":\"{reason}\"", answer, StringComparison.Ordinal);
        Assert.Contains("PAYMENT-REQUIRED:", answer, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store", answer, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_served, _shop.Facilitator.Verifications));
    }
}
