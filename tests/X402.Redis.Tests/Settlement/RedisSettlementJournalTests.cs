using X402.Redis.Settlement;
using X402.Settlement;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Settlement;

public sealed class RedisSettlementJournalTests(RedisServer server) : StoredSettlementJournalTests(server.Redis), IClassFixture<RedisServer>;

public sealed class GarnetSettlementJournalTests(GarnetServer server) : StoredSettlementJournalTests(server.Redis), IClassFixture<GarnetServer>;

public abstract class StoredSettlementJournalTests : SettlementJournalContract, IAsyncDisposable
{
    private readonly TestStore _store;
    private readonly RedisSettlementJournal _journal;
    private readonly RedisRelayerLeases _leases;

    protected StoredSettlementJournalTests(RedisProcess redis)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _store = new(redis);
        _leases = new(_store.Store, Time);
        _journal = new(_store.Store, new JournalSignals(_store.Store), Time);
    }

    protected override ISettlementJournal Journal => _journal;

    protected override IRelayerLeases Leases => _leases;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
