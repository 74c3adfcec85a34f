using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Reasons;

namespace X402.Protocol.Codecs.V1;

/// <summary><see cref="PaymentRequirements"/> in version 1 (digest section 3.1), where they also say what is being sold.</summary>
internal static class RequirementsV1
{
    private const string OutputSchema = "outputSchema";

    private static readonly string[] s_members =
        ["scheme", "network", "maxAmountRequired", "resource", "description", "mimeType", OutputSchema, "payTo", "maxTimeoutSeconds", "asset", "extra"];

    // outputSchema has no place in the model and stays among the unknown members
    private static readonly string[] s_modelled =
        ["scheme", "network", "maxAmountRequired", "resource", "description", "mimeType", "payTo", "maxTimeoutSeconds", "asset", "extra"];

    /// <summary>
    /// Whether version 1 can say it: its clients know the exact scheme by EIP-3009 on named networks and refuse a whole list for
    /// one entry they cannot read.
    /// </summary>
    public static bool CanExpress(PaymentRequirements requirements) =>
        requirements.Scheme == "exact"
        && requirements.GetExtra("assetTransferMethod") is null or "eip3009"
        && PaymentFlow.Of(requirements) == PaymentFlow.Authorization
        && NetworksV1.TryGetName(requirements.Network, out _);

    public static void Write(Utf8JsonWriter writer, PaymentRequirements requirements, ResourceInfo? resource)
    {
        writer.WriteStartObject();
        writer.WriteString("scheme"u8, requirements.Scheme);
        writer.WriteString("network"u8, NetworksV1.Name(requirements.Network));
        writer.WriteString("maxAmountRequired"u8, requirements.Amount);
        writer.WriteString("resource"u8, resource?.Url ?? "");
        writer.WriteString("description"u8, resource?.Description ?? "");
        writer.WriteString("mimeType"u8, resource?.MimeType ?? "");
        // the reference client of version 1 takes an object or nothing: a null makes it refuse the whole list
        if (requirements.UnknownMembers is { } members && members.TryGetValue(OutputSchema, out var schema) && schema.ValueKind == JsonValueKind.Object)
        {
            writer.WritePropertyName("outputSchema"u8);
            schema.WriteTo(writer);
        }
        writer.WriteString("payTo"u8, requirements.PayTo);
        writer.WriteNumber("maxTimeoutSeconds"u8, requirements.MaxTimeoutSeconds);
        writer.WriteString("asset"u8, requirements.Asset);
        writer.WriteOptional("extra"u8, requirements.Extra);
        writer.WriteUnknown(requirements.UnknownMembers, s_members);
        writer.WriteEndObject();
    }

    public static bool TryRead(
        JsonElement json,
        string path,
        [NotNullWhen(true)] out PaymentRequirements? requirements,
        [NotNullWhen(true)] out ResourceInfo? resource,
        [NotNullWhen(false)] out DecodeFailure? failure)
    {
        var reader = new MemberReader(json, path);
        var name = reader.RequiredText("network");
        requirements = new()
        {
            Scheme = reader.RequiredText("scheme"),
            Network = NetworksV1.TryRead(name, out var network) ? network : "",
            Amount = reader.RequiredText("maxAmountRequired"),
            Asset = reader.RequiredText("asset"),
            PayTo = reader.RequiredText("payTo"),
            MaxTimeoutSeconds = reader.RequiredPositiveInteger("maxTimeoutSeconds"),
            Extra = reader.OptionalObject("extra"),
            UnknownMembers = WithoutNullSchema(reader.Except(s_modelled)),
        };
        resource = new()
        {
            Url = reader.OptionalString("resource") ?? "",
            Description = reader.OptionalString("description"),
            MimeType = reader.OptionalString("mimeType"),
        };
        failure = reader.Error is { } error ? new(PaymentReasons.InvalidPaymentRequirements, error)
            : network is null ? new(PaymentReasons.InvalidNetwork, $"{path}.network is not the name of a network that version 1 knows.")
            : null;
        if (failure is null)
            return true;
        (requirements, resource) = (null, null);
        return false;
    }

    private static Dictionary<string, JsonElement>? WithoutNullSchema(Dictionary<string, JsonElement>? members)
    {
        if (members is not null && members.TryGetValue(OutputSchema, out var schema) && schema.ValueKind == JsonValueKind.Null)
            members.Remove(OutputSchema);
        return members is { Count: 0 } ? null : members;
    }
}
