using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Tests.Support;

/// <summary>Payments as a client writes them.</summary>
internal static class Wallet
{
    public const string Payer = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    public const string Signature = "0x51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de51c7a7de1b";

    public static PaymentRequired OfferOf(HttpResponseMessage response)
    {
        Assert.True(PaymentCodec.TryDecodePaymentRequiredHeader(response.Headers.GetValues(PaymentHeaders.PaymentRequired).Single(), out var offer, out var detail), detail);
        return offer;
    }

    public static PaymentPayload For(PaymentRequired offer, int version = ProtocolVersion.V2, string? signature = null, string? nonce = null, string? payer = null)
    {
        var accepted = offer.Accepts[0];
        return new()
        {
            X402Version = version,
            Scheme = accepted.Scheme,
            Network = accepted.Network,
            Accepted = version == ProtocolVersion.V2 ? accepted : null,
            Payload = JsonSerializer.SerializeToElement(new
            {
                signature = signature ?? Signature,
                authorization = new
                {
                    from = payer ?? Payer,
                    to = accepted.PayTo,
                    value = accepted.Amount,
                    validAfter = "0",
                    validBefore = "1900000000",
                    nonce = nonce ?? $"0x{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}",
                },
            }),
        };
    }

    /// <summary>A payment for the same offer, named by its buyer.</summary>
    public static PaymentPayload Named(this PaymentPayload payment, string id, bool required = false) =>
        payment with { Extensions = JsonSerializer.SerializeToElement(new JsonObject { ["payment-identifier"] = new JsonObject { ["info"] = new JsonObject { ["required"] = required, ["id"] = id } } }) };

    public static string HeaderOf(PaymentPayload payment) => payment.X402Version == ProtocolVersion.V1 ? PaymentHeaders.XPayment : PaymentHeaders.PaymentSignature;

    public static PaymentId IdOf(PaymentPayload payment, PaymentRequirements requirements) => new(
        requirements.Network,
        requirements.Asset.ToLowerInvariant(),
        Payer.ToLowerInvariant(),
        payment.Payload.GetProperty("authorization").GetProperty("nonce").GetString()!);

    public static SettleResponse ReceiptOf(HttpResponseMessage response, int version = ProtocolVersion.V2)
    {
        var name = version == ProtocolVersion.V1 ? PaymentHeaders.XPaymentResponse : PaymentHeaders.PaymentResponse;
        Assert.True(PaymentCodec.TryDecodeReceiptHeader(response.Headers.GetValues(name).Single(), version, out var receipt, out var detail), detail);
        return receipt;
    }

    public static async Task<string> BodyOf(HttpResponseMessage response) => await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>The reason an answer gives, in the offer's header or in the body.</summary>
    public static async Task<string?> ReasonOf(HttpResponseMessage response)
    {
        if (response.Headers.Contains(PaymentHeaders.PaymentRequired))
            return OfferOf(response).Error;
        using var json = JsonDocument.Parse(await BodyOf(response));
        return json.RootElement.GetProperty("error").GetString();
    }
}
