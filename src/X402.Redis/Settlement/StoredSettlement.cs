using X402.Settlement;

namespace X402.Redis.Settlement;

/// <summary>
/// The part of a settlement that changes, as it is stored: plain values only, so that the form is stable while the model grows. What was asked for
/// never changes and is stored beside it, once.
/// </summary>
internal sealed record StoredSettlement
{
    public required string Id { get; init; }
    public required long Version { get; init; }
    public required int State { get; init; }
    public required int RequestVersion { get; init; }
    public required string Payer { get; init; }
    public required DateTimeOffset ValidBefore { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public StoredTransactionId? CarriedBy { get; init; }
    public string? Transaction { get; init; }
    public string? Reason { get; init; }
    public ulong? BlockNumber { get; init; }
    public string? BlockHash { get; init; }
    public ulong? GasUsed { get; init; }
    public string? TraceParent { get; init; }
    public required IReadOnlyList<SettlementTransition> History { get; init; }
}
