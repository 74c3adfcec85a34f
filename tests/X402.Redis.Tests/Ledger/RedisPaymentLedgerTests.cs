using Microsoft.Extensions.Options;
using X402.Ledger;
using X402.Redis.Connections;
using X402.Redis.Ledger;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Ledger;

public sealed class RedisPaymentLedgerTests(RedisServer server) : StoredPaymentLedgerTests(server.Redis), IClassFixture<RedisServer>;

public sealed class GarnetPaymentLedgerTests(GarnetServer server) : StoredPaymentLedgerTests(server.Redis), IClassFixture<GarnetServer>;

public abstract class StoredPaymentLedgerTests : PaymentLedgerContract, IAsyncDisposable
{
    private readonly RedisStore _store;
    private readonly RedisPaymentLedger _ledger;

    // a prefix per test stands for an empty store
    protected StoredPaymentLedgerTests(RedisProcess redis)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _store = new(Options.Create(new RedisStoreOptions { ConnectionString = redis.ConnectionString, KeyPrefix = $"{Guid.NewGuid():n}:" }));
        _ledger = new(_store, new LedgerSignals(_store), Time);
    }

    protected override IPaymentLedger Ledger => _ledger;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
