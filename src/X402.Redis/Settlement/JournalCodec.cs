using System.Text.Json;
using X402.Ledger;
using X402.Money;
using X402.Payments;
using X402.Protocol;
using X402.Redis.Connections;
using X402.Settlement;

namespace X402.Redis.Settlement;

/// <summary>Between the journal's records and their stored form.</summary>
internal static class JournalCodec
{
    // a settlement that goes back and forth for ever keeps its first steps and its newest ones
    private const int MostTransitions = 64;

    /// <summary>What changes; the request's payload and requirements are stored as the protocol writes them.</summary>
    public static byte[] Encode(SettlementRecord record) => JsonSerializer.SerializeToUtf8Bytes(new StoredSettlement
    {
        Id = record.Id.ToString(),
        Version = record.Version,
        State = (int)record.State,
        RequestVersion = record.Request.X402Version,
        Payer = record.Payer,
        ValidBefore = record.ValidBefore,
        UpdatedAt = record.UpdatedAt,
        CarriedBy = record.CarriedBy is { } id ? new(id.Network, id.Relayer, id.Nonce) : null,
        Transaction = record.Transaction,
        Reason = record.Reason,
        BlockNumber = record.BlockNumber,
        BlockHash = record.BlockHash,
        GasUsed = record.GasUsed,
        TraceParent = record.TraceParent,
        History = record.History.Count <= MostTransitions ? record.History : [.. record.History.Take(4), .. record.History.Skip(record.History.Count - MostTransitions + 4)],
    }, JournalJsonContext.Default.StoredSettlement);

    /// <summary>Reads a settlement.</summary>
    /// <exception cref="UnreadableRecordException">The stored form is damaged or of another version of this platform.</exception>
    public static SettlementRecord DecodeSettlement(PaymentId id, byte[]? record, byte[]? payloadJson, byte[]? requirementsJson) =>
        StoredRecord.Read($"of settlement {id}", () => ReadSettlement(id, record, payloadJson, requirementsJson));

    private static SettlementRecord? ReadSettlement(PaymentId id, byte[]? record, byte[]? payloadJson, byte[]? requirementsJson)
    {
        if (JsonSerializer.Deserialize(record, JournalJsonContext.Default.StoredSettlement) is not { Payer: not null, History: not null } stored
            || stored.Id != id.ToString() || !Enum.IsDefined((SettlementState)stored.State)
            || !PaymentCodec.TryDecodeFromStorage(payloadJson, out PaymentPayload? payload)
            || !PaymentCodec.TryDecodeFromStorage(requirementsJson, out PaymentRequirements? requirements))
            return null;
        return new SettlementRecord
        {
            Id = id,
            Version = stored.Version,
            State = (SettlementState)stored.State,
            Request = new(stored.RequestVersion, payload, requirements),
            Payer = stored.Payer,
            ValidBefore = stored.ValidBefore,
            UpdatedAt = stored.UpdatedAt,
            CarriedBy = stored.CarriedBy is { } carrier ? new(carrier.Network, carrier.Relayer, carrier.Nonce) : null,
            Transaction = stored.Transaction,
            Reason = stored.Reason,
            BlockNumber = stored.BlockNumber,
            BlockHash = stored.BlockHash,
            GasUsed = stored.GasUsed,
            TraceParent = stored.TraceParent,
            History = stored.History,
        };
    }

    public static byte[] Encode(RelayerTransaction transaction) => JsonSerializer.SerializeToUtf8Bytes(new StoredTransaction
    {
        Id = new(transaction.Id.Network, transaction.Id.Relayer, transaction.Id.Nonce),
        Settlements = [.. transaction.Settlements.Select(id => id.ToString())],
        Variants = [.. transaction.Variants.Select(variant => new StoredTransaction.StoredVariant(
            variant.Hash, variant.Raw.ToArray(), variant.MaxFeePerGas.ToString(), variant.MaxPriorityFeePerGas.ToString(), variant.SignedAt))],
        IsClosed = transaction.IsClosed,
        Mined = transaction.Mined,
    }, JournalJsonContext.Default.StoredTransaction);

    /// <summary>Reads a relayer transaction.</summary>
    /// <exception cref="UnreadableRecordException">The stored form is damaged or of another version of this platform.</exception>
    public static RelayerTransaction DecodeTransaction(RelayerTransactionId id, byte[] json) =>
        StoredRecord.Read($"of relayer transaction {id}", () => ReadTransaction(id, json));

    private static RelayerTransaction? ReadTransaction(RelayerTransactionId id, byte[] json)
    {
        // what it was signed for is all there, and its bytes are
        if (JsonSerializer.Deserialize(json, JournalJsonContext.Default.StoredTransaction) is not { Variants.Count: > 0 } stored
            || new RelayerTransactionId(stored.Id.Network, stored.Id.Relayer, stored.Id.Nonce) != id
            || stored.Settlements.Any(static text => !PaymentId.TryParse(text, out _)))
            return null;
        return new RelayerTransaction
        {
            Id = id,
            Settlements = [.. stored.Settlements.Select(static text => PaymentId.TryParse(text, out var settlement) ? settlement : default)],
            Variants = [.. stored.Variants.Select(variant => new SignedVariant(
                variant.Hash, variant.Raw, UInt256.Parse(variant.MaxFeePerGas), UInt256.Parse(variant.MaxPriorityFeePerGas), variant.SignedAt))],
            IsClosed = stored.IsClosed,
            Mined = stored.Mined,
        };
    }
}
