using System.Text.Json;
using X402.Reasons;

namespace X402.Facilitator;

/// <summary>
/// The body of a refusal: <c>error</c>, <c>message</c>, <c>correlationId</c> for people and programs, and besides them the protocol's own
/// members, so that clients that only know <c>isValid</c> or <c>success</c> understand it too.
/// </summary>
internal static class ErrorJson
{
    public static byte[] Write(PaymentReason reason, string? detail, string correlationId, Operation operation)
    {
        var message = detail ?? PaymentReasons.Explain(reason.Code) ?? reason.Code;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("error"u8, reason.Code);
            json.WriteString("message"u8, message);
            if (correlationId.Length > 0)
                json.WriteString("correlationId"u8, correlationId);
            switch (operation)
            {
                case Operation.Verify:
                    json.WriteBoolean("isValid"u8, false);
                    json.WriteString("invalidReason"u8, reason.Code);
                    json.WriteString("invalidMessage"u8, message);
                    break;
                case Operation.Settle:
                    json.WriteBoolean("success"u8, false);
                    json.WriteString("errorReason"u8, reason.Code);
                    json.WriteString("errorMessage"u8, message);
                    json.WriteString("transaction"u8, "");
                    json.WriteString("network"u8, "");
                    break;
                default:
                    break;
            }
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
