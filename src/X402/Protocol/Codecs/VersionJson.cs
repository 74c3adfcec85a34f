using System.Text.Json;
using X402.Reasons;

namespace X402.Protocol.Codecs;

/// <summary>The member <c>x402Version</c>, which decides how the rest is read.</summary>
internal static class VersionJson
{
    public const string Member = "x402Version";

    /// <summary>The version of a message, or why it has none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="path">Its JSON path.</param>
    /// <param name="notAnObject">The reason when it is not even an object.</param>
    /// <param name="version">1 or 2.</param>
    public static DecodeFailure? Read(JsonElement message, string path, PaymentReason notAnObject, out int version)
    {
        version = 0;
        if (message.ValueKind != JsonValueKind.Object)
            return new(notAnObject, $"{path} must be an object.");
        return message.TryGetProperty(Member, out var member) && member.ValueKind == JsonValueKind.Number
            && member.TryGetInt32(out version) && version is ProtocolVersion.V1 or ProtocolVersion.V2
                ? null
                : new(PaymentReasons.InvalidX402Version, $"{path}.{Member} must be the number 1 or 2.");
    }
}
