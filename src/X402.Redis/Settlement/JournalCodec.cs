using System.Text.Json;
using X402.Ledger;
using X402.Money;
using X402.Payments;
using X402.Protocol;
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
    /// <exception cref="LedgerUnavailableException">The stored form is damaged or of another version of this platform.</exception>
    public static SettlementRecord DecodeSettlement(ReadOnlySpan<byte> record, ReadOnlySpan<byte> payloadJson, ReadOnlySpan<byte> requirementsJson)
    {
        var stored = Read(record, JournalJsonContext.Default.StoredSettlement);
        if (!PaymentId.TryParse(stored.Id, out var id)
            || !PaymentCodec.TryDecodeFromStorage(payloadJson, out PaymentPayload? payload)
            || !PaymentCodec.TryDecodeFromStorage(requirementsJson, out PaymentRequirements? requirements))
            throw new LedgerUnavailableException($"The settlement {stored.Id} cannot be read.");
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
    /// <exception cref="LedgerUnavailableException">The stored form is damaged or of another version of this platform.</exception>
    public static RelayerTransaction DecodeTransaction(ReadOnlySpan<byte> json)
    {
        var stored = Read(json, JournalJsonContext.Default.StoredTransaction);
        return new RelayerTransaction
        {
            Id = new(stored.Id.Network, stored.Id.Relayer, stored.Id.Nonce),
            Settlements = [.. stored.Settlements.Select(text => PaymentId.TryParse(text, out var id) ? id : throw Damaged(null))],
            Variants = [.. stored.Variants.Select(variant => new SignedVariant(
                variant.Hash, variant.Raw, UInt256.Parse(variant.MaxFeePerGas), UInt256.Parse(variant.MaxPriorityFeePerGas), variant.SignedAt))],
            IsClosed = stored.IsClosed,
            Mined = stored.Mined,
        };
    }

    private static T Read<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Damaged(null);
        }
        catch (JsonException exception)
        {
            throw Damaged(exception);
        }
    }

    private static LedgerUnavailableException Damaged(Exception? cause) => new("A record of the settlement journal cannot be read.", cause);
}
