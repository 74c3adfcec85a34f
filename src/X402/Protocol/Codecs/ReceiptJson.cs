using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Protocol.Codecs.V1;

namespace X402.Protocol.Codecs;

/// <summary><see cref="SettleResponse"/> (digest section 2.6). The versions differ in the spelling of the network only.</summary>
internal static class ReceiptJson
{
    public static void WriteV1(Utf8JsonWriter writer, SettleResponse receipt) =>
        Write(writer, NetworksV1.TryGetName(receipt.Network, out var name) ? receipt with { Network = name } : receipt);

    // Success and failure have different orders of members, because the reference implementation builds them in different places.
    public static void Write(Utf8JsonWriter writer, SettleResponse receipt)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success"u8, receipt.Success);
        if (!receipt.Success)
        {
            writer.WriteOptional("errorReason"u8, receipt.ErrorReason);
            writer.WriteOptional("errorMessage"u8, receipt.ErrorMessage);
            writer.WriteOptional("payer"u8, receipt.Payer);
        }
        writer.WriteString("transaction"u8, receipt.Transaction);
        writer.WriteString("network"u8, receipt.Network);
        if (receipt.Success)
        {
            writer.WriteOptional("payer"u8, receipt.Payer);
            writer.WriteOptional("errorReason"u8, receipt.ErrorReason);
            writer.WriteOptional("errorMessage"u8, receipt.ErrorMessage);
        }
        writer.WriteOptional("amount"u8, receipt.Amount);
        writer.WriteOptional("extensions"u8, receipt.Extensions);
        writer.WriteOptional("extra"u8, receipt.Extra);
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, bool translateNames, [NotNullWhen(true)] out SettleResponse? receipt, [NotNullWhen(false)] out string? error)
    {
        var reader = new MemberReader(json, "$");
        var network = reader.RequiredString("network");
        receipt = new()
        {
            Success = reader.RequiredBoolean("success"),
            ErrorReason = reader.OptionalString("errorReason"),
            ErrorMessage = reader.OptionalString("errorMessage"),
            Payer = reader.OptionalString("payer"),
            Transaction = reader.RequiredString("transaction"),
            Network = translateNames && NetworksV1.TryRead(network, out var translated) ? translated : network,
            Amount = reader.OptionalString("amount"),
            Extensions = reader.OptionalObject("extensions"),
            Extra = reader.OptionalObject("extra"),
        };
        error = reader.Error;
        if (error is not null)
            receipt = null;
        return error is null;
    }
}
