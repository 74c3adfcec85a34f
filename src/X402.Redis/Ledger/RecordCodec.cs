using StackExchange.Redis;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Redis.Connections;

namespace X402.Redis.Ledger;

/// <summary>Turns the ledger's hashes into records.</summary>
internal static class RecordCodec
{
    /// <summary>Reads a record.</summary>
    /// <exception cref="UnreadableRecordException">The stored form is damaged or of another version of this platform.</exception>
    public static PaymentRecord Decode(PaymentId id, RedisResult flat, RedisResult? response) => StoredRecord.Read($"of payment {id}", () => Read(id, flat, response));

    private static PaymentRecord? Read(PaymentId id, RedisResult flat, RedisResult? response)
    {
        var pairs = (RedisValue[])flat!;
        var fields = new Dictionary<string, RedisValue>(pairs.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i + 1 < pairs.Length; i += 2)
            fields[pairs[i]!] = pairs[i + 1];

        if (!PaymentCodec.TryDecodeFromStorage((byte[])fields["requirements"]!, out PaymentRequirements? requirements)
            || !PaymentCodec.TryDecodeFromStorage((byte[])fields["payload"]!, out PaymentPayload? payload)
            || !Enum.IsDefined((PaymentState)(int)fields["state"]))
            return null;

        SettleResponse? receipt = null;
        if (Text(fields, "receipt") is not null)
            PaymentCodec.TryDecode((byte[])fields["receipt"]!, out receipt, out _);

        return new PaymentRecord
        {
            Id = id,
            State = (PaymentState)(int)fields["state"],
            Fence = (long)fields["fence"],
            RequestFingerprint = fields["fingerprint"]!,
            Requirements = requirements,
            Payload = payload,
            Endpoint = fields["endpoint"]!,
            ValidBefore = StoredTime.Read((long)fields["validBefore"]),
            Owner = fields["owner"]!,
            LeaseUntil = StoredTime.Read((long)fields["lease"]),
            Transaction = Text(fields, "transaction"),
            Reason = Text(fields, "reason"),
            Receipt = receipt,
            Response = response is { IsNull: false } && (byte[]?)response is { Length: > 0 } blob ? StoredResponseCodec.Decode(blob) : null,
            TraceId = Text(fields, "trace"),
            IdentifierKey = Text(fields, "identifier"),
            History = HistoryLines.Decode(fields["history"]!),
        };
    }

    private static string? Text(Dictionary<string, RedisValue> fields, string name) =>
        fields.TryGetValue(name, out var value) && !value.IsNullOrEmpty ? (string?)value : null;
}
