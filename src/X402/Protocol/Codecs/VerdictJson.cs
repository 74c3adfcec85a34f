using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace X402.Protocol.Codecs;

/// <summary><see cref="VerifyResponse"/>, the same in both versions (digest section 2.5).</summary>
internal static class VerdictJson
{
    public static void Write(Utf8JsonWriter writer, VerifyResponse verdict)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("isValid"u8, verdict.IsValid);
        writer.WriteOptional("invalidReason"u8, verdict.InvalidReason);
        writer.WriteOptional("invalidMessage"u8, verdict.InvalidMessage);
        writer.WriteOptional("payer"u8, verdict.Payer);
        writer.WriteOptional("extensions"u8, verdict.Extensions);
        writer.WriteOptional("extra"u8, verdict.Extra);
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out VerifyResponse? verdict, [NotNullWhen(false)] out string? error)
    {
        var reader = new MemberReader(json, "$");
        verdict = new()
        {
            IsValid = reader.RequiredBoolean("isValid"),
            InvalidReason = reader.OptionalString("invalidReason"),
            InvalidMessage = reader.OptionalString("invalidMessage"),
            Payer = reader.OptionalString("payer"),
            Extensions = reader.OptionalObject("extensions"),
            Extra = reader.OptionalObject("extra"),
        };
        error = reader.Error;
        if (error is not null)
            verdict = null;
        return error is null;
    }
}
