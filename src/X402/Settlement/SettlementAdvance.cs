using X402.Payments;

namespace X402.Settlement;

/// <summary>A step of a settlement, on the evidence of the chain.</summary>
public sealed record SettlementAdvance
{
    /// <summary>The settlement.</summary>
    public required PaymentId Id { get; init; }

    /// <summary>The version of the record the step is based on.</summary>
    public required long Version { get; init; }

    /// <summary>The state to enter. <see cref="SettlementState.Accepted"/> also clears <see cref="SettlementRecord.CarriedBy"/>, transaction and block.</summary>
    public required SettlementState To { get; init; }

    /// <summary>Replaces <see cref="SettlementRecord.Reason"/>, also by <see langword="null"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Replaces <see cref="SettlementRecord.Transaction"/> where it is not <see langword="null"/>.</summary>
    public string? Transaction { get; init; }

    /// <summary>Replaces <see cref="SettlementRecord.BlockNumber"/>, also by <see langword="null"/>.</summary>
    public ulong? BlockNumber { get; init; }

    /// <summary>Replaces <see cref="SettlementRecord.BlockHash"/>, also by <see langword="null"/>.</summary>
    public string? BlockHash { get; init; }

    /// <summary>Replaces <see cref="SettlementRecord.GasUsed"/>, also by <see langword="null"/>.</summary>
    public ulong? GasUsed { get; init; }

    /// <summary>When, by the reporter's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The record after the step; for stores, which have checked version and state.</summary>
    public SettlementRecord ApplyTo(SettlementRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var again = To == SettlementState.Accepted;
        return record with
        {
            State = To,
            Version = record.Version + 1,
            Reason = Reason,
            Transaction = again ? null : Transaction ?? record.Transaction,
            CarriedBy = again ? null : record.CarriedBy,
            BlockNumber = again ? null : BlockNumber,
            BlockHash = again ? null : BlockHash,
            GasUsed = again ? null : GasUsed,
            UpdatedAt = At,
            History = [.. record.History, new(To, At, Reason, Transaction)],
        };
    }
}
