using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client;

/// <summary>
/// What this client adds to the extensions of an offer before it signs: all of the server's members stay as they are (digest section 2.9).
/// Version 2 only.
/// </summary>
internal static class ExtensionAnswers
{
    private const string Info = "info";

    /// <summary>Answers the extensions of the selected offer.</summary>
    /// <exception cref="PaymentNotMadeException">The server requires an answer this client cannot give.</exception>
    public static async ValueTask<ExtensionAnswer> CreateAsync(PurchaseAttempt attempt, SelectedOffer selected, PurchaseKey key, PaymentOptions options, CancellationToken cancellationToken)
    {
        var offer = selected.Offer;
        if (offer.X402Version != ProtocolVersion.V2 || offer.Extensions is not { ValueKind: JsonValueKind.Object } declared)
            return new(offer, default);
        var added = new List<(string Extension, string Member, string Value)>();
        if (Find(declared, PaymentIdentifier.ExtensionName) is { } identifier && (options.SendPaymentIdentifiers || IsRequired(identifier)) && !identifier.TryGetProperty(PaymentIdentifier.Member, out _))
            added.Add((PaymentIdentifier.ExtensionName, PaymentIdentifier.Member, IdentifierFor(attempt, key)));

        ReadOnlyMemory<byte> nonce = default;
        if (Find(declared, RequestBinding.ExtensionName) is { } binding)
        {
            if (selected.Scheme is IBoundPaymentSchemeClient)
            {
                var fresh = RandomNumberGenerator.GetBytes(32);
                added.Add((RequestBinding.ExtensionName, RequestBinding.Member, $"0x{Convert.ToHexStringLower(fresh)}"));
                nonce = await CommitAsync(attempt, offer, fresh, cancellationToken);
            }
            else if (IsRequired(binding))
            {
                throw new PaymentNotMadeException(PurchaseReasons.NoAcceptableOffer, $"The server requires payments that are bound to their request, which scheme '{selected.Scheme.Scheme}' cannot make. Nothing was paid.");
            }
        }
        return added.Count == 0 ? new(offer, nonce) : new(offer with { Extensions = Add(declared, added) }, nonce);
    }

    /// <summary>The identifier a payment was made with, so that a payment that takes its place has the same.</summary>
    public static string? IdentifierOf(PaymentPayload payment) =>
        payment.Extensions is { ValueKind: JsonValueKind.Object } sent && Find(sent, PaymentIdentifier.ExtensionName) is { } info
        && info.TryGetProperty(PaymentIdentifier.Member, out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    private static string IdentifierFor(PurchaseAttempt attempt, PurchaseKey key)
    {
        if (attempt.Request.Options.TryGetValue(PurchaseRequestExtensions.IdentifierOption, out var chosen))
            return chosen;
        if (attempt.Identifier is { } earlier)
            return earlier;
        // a named purchase has one identifier, whatever machine makes it and whatever became of its journal
        return $"pay_{(key.IsUnique ? key.Key[..32] : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)))}";
    }

    private static async ValueTask<byte[]> CommitAsync(PurchaseAttempt attempt, PaymentRequired offer, byte[] nonce, CancellationToken cancellationToken)
    {
        var target = attempt.Target;
        var body = target.CarriesBody ? await attempt.Request.ReadBodyAsync(cancellationToken) : [];
        var resource = Uri.TryCreate(offer.Resource.Url, UriKind.Absolute, out _) ? offer.Resource.Url : target.Url.GetLeftPart(UriPartial.Path);
        return RequestBinding.Commit(target.Method.Method, RequestBinding.UrlOf(resource, target.Url.Query), SHA256.HashData(body), nonce);
    }

    private static JsonElement? Find(JsonElement extensions, string name) =>
        extensions.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Info, out var info) && info.ValueKind == JsonValueKind.Object ? info : null;

    private static bool IsRequired(JsonElement info) => info.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True;

    private static JsonElement Add(JsonElement declared, List<(string Extension, string Member, string Value)> added)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var extension in declared.EnumerateObject())
            {
                var index = added.FindIndex(item => item.Extension == extension.Name);
                if (index < 0)
                    extension.WriteTo(writer);
                else
                    WriteWith(writer, extension, added[index].Member, added[index].Value);
            }
            writer.WriteEndObject();
        }
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void WriteWith(Utf8JsonWriter writer, JsonProperty extension, string member, string value)
    {
        writer.WriteStartObject(extension.Name);
        foreach (var part in extension.Value.EnumerateObject())
        {
            if (part.Name != Info)
            {
                part.WriteTo(writer);
                continue;
            }
            writer.WriteStartObject(Info);
            foreach (var said in part.Value.EnumerateObject())
                said.WriteTo(writer);
            if (!part.Value.TryGetProperty(member, out _))
                writer.WriteString(member, value);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}
