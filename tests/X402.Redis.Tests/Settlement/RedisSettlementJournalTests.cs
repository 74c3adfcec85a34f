using Microsoft.Extensions.Options;
using X402.Redis.Connections;
using X402.Redis.Settlement;
using X402.Settlement;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Settlement;

public sealed class RedisSettlementJournalTests(RedisServer server) : StoredSettlementJournalTests(server.Redis), IClassFixture<RedisServer>;

public sealed class GarnetSettlementJournalTests(GarnetServer server) : StoredSettlementJournalTests(server.Redis), IClassFixture<GarnetServer>;

public abstract class StoredSettlementJournalTests : SettlementJournalContract, IAsyncDisposable
{
    private readonly RedisStore _store;
    private readonly RedisSettlementJournal _journal;
    private readonly RedisRelayerLeases _leases;

    // a prefix per test stands for an empty store
    protected StoredSettlementJournalTests(RedisProcess redis)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _store = new(Options.Create(new RedisStoreOptions { ConnectionString = redis.ConnectionString, KeyPrefix = $"{Guid.NewGuid():n}:" }));
        _leases = new(_store, Time);
        _journal = new(_store, new JournalSignals(_store), Time);
    }

    protected override ISettlementJournal Journal => _journal;

    protected override IRelayerLeases Leases => _leases;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
