using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using X402.Money;
using X402.Reasons;

namespace X402.Evm.Schemes.Exact;

/// <summary>The scheme's record in a payment: an authorization and its signature (digest section 9.1). The same in both protocol versions.</summary>
/// <param name="Authorization">What was signed.</param>
/// <param name="Signature">The signature: 65 bytes of an account with a key, any other bytes of a contract wallet.</param>
public sealed record Eip3009Payload(Eip3009Authorization Authorization, ReadOnlyMemory<byte> Signature)
{
    /// <summary>The longest signature that is read, in bytes (SG-28).</summary>
    public const int MaxSignatureLength = 4096;

    /// <summary>
    /// Reads the record strictly: all members present and strings, numbers in decimal digits, addresses and nonce of the right length.
    /// Members it does not know are ignored, since nothing signs them.
    /// </summary>
    /// <param name="payload">The scheme's record.</param>
    /// <param name="result">The payload.</param>
    /// <param name="reason">Why it is none.</param>
    /// <param name="detail">Which member is wrong, for the person who sent it.</param>
    public static bool TryRead(
        JsonElement payload, [NotNullWhen(true)] out Eip3009Payload? result, out PaymentReason reason, [NotNullWhen(false)] out string? detail)
    {
        result = null;
        reason = PaymentReasons.InvalidPayload;
        if (payload.ValueKind != JsonValueKind.Object)
        {
            detail = "payload must be an object.";
            return false;
        }
        if (!payload.TryGetProperty("authorization"u8, out var authorization) || authorization.ValueKind != JsonValueKind.Object)
        {
            var otherMethod = payload.TryGetProperty("permit2Authorization"u8, out _);
            reason = otherMethod ? PaymentReasons.UnsupportedPayloadType : PaymentReasons.InvalidPayload;
            detail = otherMethod ? "Permit2 authorizations are not served here; sign an EIP-3009 authorization." : "payload.authorization must be an object.";
            return false;
        }
        if (!TryReadAuthorization(authorization, out var signed, out detail))
            return false;
        if (!TryReadSignature(payload, out var signature))
        {
            reason = PaymentReasons.ExactEvmFailedToParseSignature;
            detail = $"payload.signature must be 0x and an even number of hexadecimal digits, for 1 to {MaxSignatureLength} bytes.";
            return false;
        }
        result = new(signed, signature);
        reason = default;
        detail = null;
        return true;
    }

    /// <summary>Writes the record as it goes onto the wire.</summary>
    public JsonElement ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("authorization"u8);
            Authorization.WriteMembers(json);
            json.WriteEndObject();
            json.WriteString("signature"u8, Hex.Encode(Signature.Span));
            json.WriteEndObject();
        }
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static bool TryReadAuthorization(JsonElement json, out Eip3009Authorization authorization, [NotNullWhen(false)] out string? detail)
    {
        authorization = default;
        detail = null;
        if (!EvmAddress.TryParse(Text(json, "from"u8), out var from))
            detail = "payload.authorization.from must be an address: 0x and 40 hexadecimal digits.";
        else if (!EvmAddress.TryParse(Text(json, "to"u8), out var to))
            detail = "payload.authorization.to must be an address: 0x and 40 hexadecimal digits.";
        else if (!UInt256.TryParse(Text(json, "value"u8), out var value))
            detail = "payload.authorization.value must be a string of decimal digits below 2^256.";
        else if (!UInt256.TryParse(Text(json, "validAfter"u8), out var validAfter))
            detail = "payload.authorization.validAfter must be a string of decimal digits, seconds since 1970.";
        else if (!UInt256.TryParse(Text(json, "validBefore"u8), out var validBefore))
            detail = "payload.authorization.validBefore must be a string of decimal digits, seconds since 1970.";
        else if (!Hash32.TryParse(Text(json, "nonce"u8), out var nonce))
            detail = "payload.authorization.nonce must be 32 bytes: 0x and 64 hexadecimal digits.";
        else
            authorization = new(from, to, value, validAfter, validBefore, nonce);
        return detail is null;
    }

    private static bool TryReadSignature(JsonElement payload, out byte[] signature)
    {
        signature = [];
        var text = Text(payload, "signature"u8);
        return text.Length is > 2 and <= 2 + (2 * MaxSignatureLength) && Hex.TryDecode(text, out signature);
    }

    // The raw text between the quotes: whatever is escaped in it is neither a digit nor hexadecimal and refused as such.
    private static ReadOnlySpan<byte> Text(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(value)[1..^1] : default;
}
