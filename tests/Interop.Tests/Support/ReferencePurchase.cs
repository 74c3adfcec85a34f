using System.Text.Json;

namespace X402.Interop.Tests.Support;

/// <summary>What a reference client says about its purchase.</summary>
/// <param name="Status">The last answer's status; <see langword="null"/> when it gave up.</param>
/// <param name="Body">The last answer's body.</param>
/// <param name="Receipt">The receipt, decoded by the reference package itself.</param>
/// <param name="Refusal">The reason in the offer of a 402 answer.</param>
/// <param name="Error">Why it gave up.</param>
/// <param name="Payment">The payment header that it sent.</param>
public sealed record ReferencePurchase(int? Status, string? Body, JsonElement? Receipt, string? Refusal, string? Error, string? Payment)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>The transaction of the receipt.</summary>
    public string Transaction => Receipt!.Value.GetProperty("transaction").GetString()!;

    /// <summary>Reads the line that the script wrote.</summary>
    public static ReferencePurchase Parse(string json) => JsonSerializer.Deserialize<ReferencePurchase>(json, s_options)!;

    /// <summary>The receipt's <c>success</c>.</summary>
    public bool Succeeded => Receipt is { ValueKind: JsonValueKind.Object } receipt && receipt.GetProperty("success").GetBoolean();
}
