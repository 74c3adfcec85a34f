using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Reasons;

namespace X402.Protocol.Codecs.V2;

/// <summary><see cref="PaymentRequirements"/> in version 2 (digest section 2.2), which is also how they are stored.</summary>
internal static class RequirementsV2
{
    private static readonly string[] s_members = ["scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds", "extra"];

    public static void Write(Utf8JsonWriter writer, PaymentRequirements requirements)
    {
        writer.WriteStartObject();
        writer.WriteString("scheme"u8, requirements.Scheme);
        writer.WriteString("network"u8, requirements.Network);
        writer.WriteString("amount"u8, requirements.Amount);
        writer.WriteString("asset"u8, requirements.Asset);
        writer.WriteString("payTo"u8, requirements.PayTo);
        writer.WriteNumber("maxTimeoutSeconds"u8, requirements.MaxTimeoutSeconds);
        writer.WriteOptional("extra"u8, requirements.Extra);
        writer.WriteUnknown(requirements.UnknownMembers, s_members);
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, string path, [NotNullWhen(true)] out PaymentRequirements? requirements, [NotNullWhen(false)] out DecodeFailure? failure)
    {
        var reader = new MemberReader(json, path);
        requirements = new()
        {
            Scheme = reader.RequiredText("scheme"),
            Network = reader.RequiredText("network"),
            Amount = reader.RequiredText("amount"),
            Asset = reader.RequiredText("asset"),
            PayTo = reader.RequiredText("payTo"),
            MaxTimeoutSeconds = reader.RequiredPositiveInteger("maxTimeoutSeconds"),
            Extra = reader.OptionalObject("extra"),
            UnknownMembers = reader.Except(s_members),
        };
        failure = reader.Error is { } error ? new(PaymentReasons.InvalidPaymentRequirements, error)
            // every chain family is let through here: an offer may list networks that only others can pay on
            : requirements.Network.Contains(':', StringComparison.Ordinal) ? null
            : new(PaymentReasons.InvalidNetwork, $"{path}.network must be a CAIP-2 id.");
        if (failure is not null)
            requirements = null;
        return failure is null;
    }
}
