using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using X402.Diagnostics;
using X402.Protocol;

namespace X402.AspNetCore.Diagnostics;

/// <summary>Records what goes over the wire on spans, for people who learn the protocol or look for a fault. Called only where <see cref="X402ServerOptions.RecordDocuments"/> is on.</summary>
internal static class WireDocuments
{
    private const int DigestLength = 66;

    /// <summary>Step 2, on the current span: both versions of the answer 402.</summary>
    public static void Offer(string header, ReadOnlySpan<byte> body, string contentType)
    {
        var activity = Activity.Current;
        AddHeader(activity, PaymentDocuments.Offer, PaymentHeaders.PaymentRequired, header);
        if (contentType == "application/json")
            Add(activity, PaymentDocuments.OfferBody, null, body);
    }

    /// <summary>Step 4, on the span of the request.</summary>
    public static void Payment(Microsoft.AspNetCore.Http.IHeaderDictionary headers)
    {
        var name = headers.ContainsKey(PaymentHeaders.PaymentSignature) ? PaymentHeaders.PaymentSignature : PaymentHeaders.XPayment;
        AddHeader(Activity.Current, PaymentDocuments.Payment, name, headers[name].ToString());
    }

    /// <summary>Steps 5 and 6.</summary>
    public static void Verified(Activity? activity, FacilitatorRequest request, VerifyResponse verdict)
    {
        Add(activity, PaymentDocuments.VerifyRequest, null, PaymentCodec.EncodeRequest(request));
        Add(activity, PaymentDocuments.VerifyAnswer, null, PaymentCodec.Encode(verdict));
    }

    /// <summary>Steps 8 to 11, on the current span.</summary>
    public static void Settled(FacilitatorRequest request, SettleResponse receipt)
    {
        Add(Activity.Current, PaymentDocuments.SettleRequest, null, PaymentCodec.EncodeRequest(request));
        Add(Activity.Current, PaymentDocuments.SettleAnswer, null, PaymentCodec.Encode(receipt, request.X402Version));
    }

    /// <summary>Step 12, on the current span.</summary>
    public static void Receipt(string name, string header) => AddHeader(Activity.Current, PaymentDocuments.Receipt, name, header);

    private static void AddHeader(Activity? activity, string name, string header, string value)
    {
        if (activity is not { IsAllDataRequested: true } || value.Length > PaymentHeaders.MaxAnswerLength)
            return;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(value.Length)];
        if (Convert.TryFromBase64String(value, bytes, out var length))
            Add(activity, name, header, bytes.AsSpan(0, length));
    }

    private static void Add(Activity? activity, string name, string? header, ReadOnlySpan<byte> json)
    {
        if (activity is not { IsAllDataRequested: true } || WithoutSignatures(json) is not { } content)
            return;
        if (content.Length > PaymentDocuments.MaxLength)
            content = string.Concat(content.AsSpan(0, PaymentDocuments.MaxLength - 1), "…");
        var tags = new ActivityTagsCollection { [PaymentDocuments.Name] = name, [PaymentDocuments.Content] = content };
        if (header is not null)
            tags[PaymentDocuments.Header] = header;
        activity.AddEvent(new(PaymentDocuments.EventName, tags: tags));
    }

    /// <summary>The document without anything that somebody else could settle; null when it is no JSON.</summary>
    internal static string? WithoutSignatures(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var buffer = new ArrayBufferWriter<byte>(json.Length);
            using (var writer = new Utf8JsonWriter(buffer))
                Copy(document.RootElement, writer, isSecret: false);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Copy(JsonElement element, Utf8JsonWriter writer, bool isSecret)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Copy(member.Value, writer, isSecret || member.Name.Contains("signature", StringComparison.OrdinalIgnoreCase));
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Copy(item, writer, isSecret);
                writer.WriteEndArray();
                break;
            // a scheme may call its signatures anything; what is longer than a hash is no address, nonce or digest
            case JsonValueKind.String when element.GetString() is { } text && (isSecret || (text.Length > DigestLength && text.StartsWith("0x", StringComparison.Ordinal))):
                writer.WriteStringValue($"{text.AsSpan(0, Math.Min(6, text.Length / 2))}… ({text.Length} characters, not recorded)");
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
