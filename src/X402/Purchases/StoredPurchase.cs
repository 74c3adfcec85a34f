using System.Text.Json;
using System.Text.Json.Serialization;
using X402.Money;
using X402.Protocol;
using X402.Schemes;

namespace X402.Purchases;

/// <summary>How journals store a purchase: whole, or, without <see cref="Key"/>, what became of the one with its id.</summary>
internal sealed record StoredPurchase
{
    public required string Id { get; init; }

    public PurchaseState State { get; init; }

    public string? Reason { get; init; }

    public string? Transaction { get; init; }

    public string? Key { get; init; }

    public bool Unique { get; init; }

    public string? RefusedKey { get; init; }

    public string? Fingerprint { get; init; }

    public string? Target { get; init; }

    public JsonElement? Requirements { get; init; }

    public JsonElement? Payment { get; init; }

    public string? PaymentId { get; init; }

    public string? Amount { get; init; }

    public DateTimeOffset ValidBefore { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public static StoredPurchase Whole(PurchaseRecord purchase) => new()
    {
        Id = purchase.Id,
        State = purchase.State,
        Reason = purchase.Reason,
        Transaction = purchase.Transaction,
        Key = purchase.Key,
        Unique = purchase.IsUnique,
        RefusedKey = purchase.RefusedKey,
        Fingerprint = purchase.RequestFingerprint,
        Target = purchase.Target,
        Requirements = JsonElement.Parse(PaymentCodec.EncodeForStorage(purchase.Requirements)),
        Payment = JsonElement.Parse(PaymentCodec.EncodeForStorage(purchase.Payment)),
        PaymentId = purchase.Identity.Id.ToString(),
        Amount = purchase.Identity.Amount.ToString(),
        ValidBefore = purchase.Identity.ValidBefore,
        CreatedAt = purchase.CreatedAt,
    };

    public static StoredPurchase Change(PurchaseRecord purchase) =>
        new() { Id = purchase.Id, State = purchase.State, Reason = purchase.Reason, Transaction = purchase.Transaction };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StoredPurchaseJson.Default.StoredPurchase);

    /// <summary>Reads the stored form; <see langword="null"/> when it is no such JSON.</summary>
    public static StoredPurchase? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StoredPurchaseJson.Default.StoredPurchase);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The purchase that was stored whole; <see langword="null"/> when a part is missing or malformed.</summary>
    public PurchaseRecord? ToPurchase()
    {
        if (Key is null || Fingerprint is null || Target is null || Requirements is not { } requirements || Payment is not { } payment
            || !Payments.PaymentId.TryParse(PaymentId, out var id) || !UInt256.TryParse(Amount, out var amount)
            || !PaymentCodec.TryDecodeFromStorage(JsonSerializer.SerializeToUtf8Bytes(requirements, StoredPurchaseJson.Default.JsonElement), out PaymentRequirements? terms)
            || !PaymentCodec.TryDecodeFromStorage(JsonSerializer.SerializeToUtf8Bytes(payment, StoredPurchaseJson.Default.JsonElement), out PaymentPayload? payload))
            return null;
        return new PurchaseRecord
        {
            Id = Id,
            State = State,
            Reason = Reason,
            Transaction = Transaction,
            Key = Key,
            IsUnique = Unique,
            RefusedKey = RefusedKey,
            RequestFingerprint = Fingerprint,
            Target = Target,
            Requirements = terms,
            Payment = payload,
            Identity = new PaymentIdentity(id, amount, ValidBefore),
            CreatedAt = CreatedAt,
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredPurchase))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class StoredPurchaseJson : JsonSerializerContext;
