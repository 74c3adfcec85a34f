using System.Text.Json;
using X402.Settlement;

namespace X402.Facilitator;

/// <summary>The body of <c>GET /settlements/{id}</c>: where the settlement is, what <c>/settle</c> would answer now, and how it came there.</summary>
internal static class StatusJson
{
    public static byte[] Write(SettlementStatus status)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, status.Id.ToString());
            json.WriteString("state"u8, SettlementStateNames.NameOf(status.State));
            json.WriteBoolean("success"u8, status.Response.Success);
            WriteOptional(json, "errorReason"u8, status.Response.ErrorReason);
            WriteOptional(json, "payer"u8, status.Response.Payer);
            json.WriteString("transaction"u8, status.Response.Transaction);
            json.WriteString("network"u8, status.Response.Network);
            if (status.BlockNumber is { } block)
                json.WriteNumber("blockNumber"u8, block);
            if (status.GasUsed is { } gas)
                json.WriteNumber("gasUsed"u8, gas);
            json.WriteString("updatedAt"u8, status.UpdatedAt);
            json.WriteStartArray("history"u8);
            foreach (var step in status.History)
            {
                json.WriteStartObject();
                json.WriteString("state"u8, SettlementStateNames.NameOf(step.State));
                json.WriteString("at"u8, step.At);
                WriteOptional(json, "reason"u8, step.Reason);
                WriteOptional(json, "transaction"u8, step.Transaction);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
