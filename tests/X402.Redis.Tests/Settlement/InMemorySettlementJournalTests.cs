using X402.Settlement;

namespace X402.Redis.Tests.Settlement;

public sealed class InMemorySettlementJournalTests : SettlementJournalContract
{
    private readonly InMemoryRelayerLeases _leases;
    private readonly InMemorySettlementJournal _journal;

    public InMemorySettlementJournalTests()
    {
        _leases = new(Time);
        _journal = new(Time, _leases);
    }

    protected override ISettlementJournal Journal => _journal;

    protected override IRelayerLeases Leases => _leases;
}
