using X402.Settlement;

namespace X402.Redis.Settlement;

/// <summary>One write of a settlement that was stored before.</summary>
internal sealed class JournalStep(SettlementRecord from)
{
    /// <summary>As it has to be stored now.</summary>
    public SettlementRecord From { get; } = from;

    /// <summary>As it is to be stored.</summary>
    public SettlementRecord Next { get; set; } = from;

    public bool IsWritten { get; set; }
}
