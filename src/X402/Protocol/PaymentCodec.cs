using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Protocol.Codecs;
using X402.Protocol.Codecs.V1;
using X402.Protocol.Codecs.V2;
using X402.Reasons;

namespace X402.Protocol;

/// <summary>
/// The wire forms of both protocol versions (digest sections 2 to 5): headers, bodies and the form in which payments are stored.
/// </summary>
/// <remarks>
/// <para>
/// Decoding never throws. It accepts strict UTF-8 JSON, nested at most 32 deep, in which no member appears twice; it treats an explicit
/// <c>null</c> as an absent member and keeps members it does not know. Where it refuses, <c>detail</c> is a sentence for a person that
/// names the member by its JSON path and repeats nothing of the input, so that it may be shown to the sender.
/// </para>
/// <para>
/// Encoding writes what <c>JSON.stringify</c> writes: no white space, absent members left out, nothing escaped that need not be.
/// It throws <see cref="ArgumentException"/> where a message cannot exist: a version 1 message on a network that version 1 has no name
/// for, or a version 2 payment that does not name the requirements it accepted.
/// </para>
/// </remarks>
public static class PaymentCodec
{
    /// <summary>The value of <c>PAYMENT-REQUIRED</c> (version 2).</summary>
    public static string EncodeHeader(PaymentRequired offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return JsonOutput.ToHeader(offer, OfferV2.Write);
    }

    /// <summary>The value of <c>PAYMENT-SIGNATURE</c> or <c>X-PAYMENT</c>, by <see cref="PaymentPayload.X402Version"/>.</summary>
    /// <exception cref="ArgumentException">The payment has no form in its version.</exception>
    public static string EncodeHeader(PaymentPayload payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return JsonOutput.ToHeader(payment, PaymentJson.Write);
    }

    /// <summary>The value of <c>PAYMENT-RESPONSE</c> (version 2) or <c>X-PAYMENT-RESPONSE</c> (version 1, with the network's old name where it has one).</summary>
    public static string EncodeHeader(SettleResponse receipt, int version)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return JsonOutput.ToHeader(receipt, ReceiptWriter(version));
    }

    /// <summary>Reads <c>PAYMENT-SIGNATURE</c> or <c>X-PAYMENT</c>; <c>x402Version</c> decides which form it has.</summary>
    /// <param name="header">The header's value, at most <see cref="PaymentHeaders.MaxLength"/> characters.</param>
    /// <param name="payment">The payment.</param>
    /// <param name="reason">Why it is refused, for programs.</param>
    /// <param name="detail">Why it is refused, for the sender.</param>
    public static bool TryDecodePaymentHeader(string header, [NotNullWhen(true)] out PaymentPayload? payment, out PaymentReason reason, [NotNullWhen(false)] out string? detail)
    {
        payment = null;
        DecodeFailure? failure = null;
        if (!TryParseHeader(header, PaymentHeaders.MaxLength, out var root, out detail))
            failure = new(PaymentReasons.InvalidPaymentHeader, detail);
        else if (PaymentJson.TryRead(root, "$", PaymentReasons.InvalidPaymentHeader, out payment, out failure))
            failure = null;
        (reason, detail) = (failure?.Reason ?? default, failure?.Detail);
        return payment is not null;
    }

    /// <summary>Reads <c>PAYMENT-REQUIRED</c>, at most <see cref="PaymentHeaders.MaxAnswerLength"/> characters.</summary>
    public static bool TryDecodePaymentRequiredHeader(string header, [NotNullWhen(true)] out PaymentRequired? offer, [NotNullWhen(false)] out string? detail)
    {
        offer = null;
        if (!TryParseHeader(header, PaymentHeaders.MaxAnswerLength, out var root, out detail))
            return false;
        var read = OfferV2.TryRead(root, out offer, out var failure);
        detail = failure?.Detail;
        return read;
    }

    /// <summary>Reads <c>PAYMENT-RESPONSE</c> (version 2) or <c>X-PAYMENT-RESPONSE</c> (version 1), at most <see cref="PaymentHeaders.MaxAnswerLength"/> characters.</summary>
    public static bool TryDecodeReceiptHeader(string header, int version, [NotNullWhen(true)] out SettleResponse? receipt, [NotNullWhen(false)] out string? detail)
    {
        receipt = null;
        return TryParseHeader(header, PaymentHeaders.MaxAnswerLength, out var root, out detail)
            && ReceiptJson.TryRead(root, translateNames: version == ProtocolVersion.V1, out receipt, out detail);
    }

    /// <summary>
    /// The JSON body of a 402 answer for clients of version 1. It holds the offers that version 1 can express: the exact scheme with
    /// EIP-3009 on networks that have an old name. <c>accepts</c> is empty where there is none.
    /// </summary>
    public static byte[] EncodeV1Body(PaymentRequired offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return JsonOutput.ToBytes(offer, OfferV1.Write);
    }

    /// <summary>
    /// Reads the JSON body of a 402 answer of version 1. Offers on networks without a known name are left out, so that
    /// <see cref="PaymentRequired.Accepts"/> may be empty. The resource is that of the first offer.
    /// </summary>
    public static bool TryDecodeV1Body(ReadOnlySpan<byte> json, [NotNullWhen(true)] out PaymentRequired? offer, [NotNullWhen(false)] out string? detail)
    {
        offer = null;
        if (!TryParseBody(json, JsonLimits.Message, out var root, out detail))
            return false;
        var read = OfferV1.TryRead(root, out offer, out var failure);
        detail = failure?.Detail;
        return read;
    }

    /// <summary>
    /// The body of <c>POST /verify</c> and <c>POST /settle</c> in the request's version. In version 1 what is being sold is part of the
    /// requirements and taken from <see cref="PaymentPayload.Resource"/>, which the server sets to its own.
    /// </summary>
    /// <exception cref="ArgumentException">Request and payment differ in their version, or the payment has no form in it.</exception>
    public static byte[] EncodeRequest(FacilitatorRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JsonOutput.ToBytes(request, RequestJson.Write);
    }

    /// <summary>Reads the body of <c>POST /verify</c> and <c>POST /settle</c>, at most 64 KiB.</summary>
    /// <param name="json">The body.</param>
    /// <param name="request">The request in the internal model.</param>
    /// <param name="reason">Why it is refused, for programs.</param>
    /// <param name="detail">Why it is refused, for the sender.</param>
    public static bool TryDecodeRequest(ReadOnlySpan<byte> json, [NotNullWhen(true)] out FacilitatorRequest? request, out PaymentReason reason, [NotNullWhen(false)] out string? detail)
    {
        request = null;
        DecodeFailure? failure = null;
        if (!TryParseBody(json, JsonLimits.Envelope, out var root, out detail))
            failure = new(PaymentReasons.InvalidRequest, detail);
        else if (RequestJson.TryRead(root, out request, out failure))
            failure = null;
        (reason, detail) = (failure?.Reason ?? default, failure?.Detail);
        return request is not null;
    }

    /// <summary>The answer of <c>/verify</c>.</summary>
    public static byte[] Encode(VerifyResponse verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return JsonOutput.ToBytes(verdict, VerdictJson.Write);
    }

    /// <summary>The answer of <c>/settle</c>; in version 1 with the network's old name, where it has one.</summary>
    public static byte[] Encode(SettleResponse receipt, int version)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return JsonOutput.ToBytes(receipt, ReceiptWriter(version));
    }

    /// <summary>The answer of <c>/supported</c>.</summary>
    public static byte[] Encode(SupportedResponse supported)
    {
        ArgumentNullException.ThrowIfNull(supported);
        return JsonOutput.ToBytes(supported, SupportedJson.Write);
    }

    /// <summary>Reads an answer of <c>/verify</c>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> json, [NotNullWhen(true)] out VerifyResponse? verdict, [NotNullWhen(false)] out string? detail)
    {
        verdict = null;
        return TryParseBody(json, JsonLimits.Message, out var root, out detail) && VerdictJson.TryRead(root, out verdict, out detail);
    }

    /// <summary>Reads an answer of <c>/settle</c> in either version; a version 1 network name is translated.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SettleResponse? receipt, [NotNullWhen(false)] out string? detail)
    {
        receipt = null;
        return TryParseBody(json, JsonLimits.Message, out var root, out detail) && ReceiptJson.TryRead(root, translateNames: true, out receipt, out detail);
    }

    /// <summary>Reads an answer of <c>/supported</c>, at most 1 MiB.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SupportedResponse? supported, [NotNullWhen(false)] out string? detail)
    {
        supported = null;
        return TryParse(json, JsonLimits.MaxSupportedBytes, JsonLimits.Message, out var root, out detail) && SupportedJson.TryRead(root, out supported, out detail);
    }

    /// <summary>The form in which ledgers and journals keep a payment of either version; nothing is lost.</summary>
    public static byte[] EncodeForStorage(PaymentPayload payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return JsonOutput.ToBytes(payment, StoredPaymentJson.Write);
    }

    /// <summary>The form in which ledgers and journals keep requirements; nothing is lost.</summary>
    public static byte[] EncodeForStorage(PaymentRequirements requirements)
    {
        ArgumentNullException.ThrowIfNull(requirements);
        return JsonOutput.ToBytes(requirements, RequirementsV2.Write);
    }

    /// <summary>Reads a stored payment.</summary>
    public static bool TryDecodeFromStorage(ReadOnlySpan<byte> json, [NotNullWhen(true)] out PaymentPayload? payment)
    {
        payment = null;
        return TryParseBody(json, JsonLimits.Envelope, out var root, out _) && StoredPaymentJson.TryRead(root, out payment);
    }

    /// <summary>Reads stored requirements.</summary>
    public static bool TryDecodeFromStorage(ReadOnlySpan<byte> json, [NotNullWhen(true)] out PaymentRequirements? requirements)
    {
        requirements = null;
        return TryParseBody(json, JsonLimits.Envelope, out var root, out _) && RequirementsV2.TryRead(root, "$", out requirements, out _);
    }

    private static Action<Utf8JsonWriter, SettleResponse> ReceiptWriter(int version) =>
        version == ProtocolVersion.V1 ? ReceiptJson.WriteV1 : ReceiptJson.Write;

    private static bool TryParseHeader(string? header, int maxLength, out JsonElement root, [NotNullWhen(false)] out string? detail)
    {
        root = default;
        return Base64Text.TryDecode(header, maxLength, out var json, out detail) && StrictJson.TryParse(json, JsonLimits.Message, out root, out detail);
    }

    private static bool TryParseBody(ReadOnlySpan<byte> json, JsonDocumentOptions options, out JsonElement root, [NotNullWhen(false)] out string? detail) =>
        TryParse(json, JsonLimits.MaxBodyBytes, options, out root, out detail);

    private static bool TryParse(ReadOnlySpan<byte> json, int maxBytes, JsonDocumentOptions options, out JsonElement root, [NotNullWhen(false)] out string? detail)
    {
        root = default;
        if (json.Length <= maxBytes)
            return StrictJson.TryParse(json, options, out root, out detail);
        detail = $"It is longer than {maxBytes / 1024} KiB.";
        return false;
    }
}
