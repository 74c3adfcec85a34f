using X402.Ledger;
using X402.Redis.Ledger;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Ledger;

public sealed class RedisPaymentLedgerTests(RedisServer server) : StoredPaymentLedgerTests(server.Redis), IClassFixture<RedisServer>;

public sealed class GarnetPaymentLedgerTests(GarnetServer server) : StoredPaymentLedgerTests(server.Redis), IClassFixture<GarnetServer>;

public abstract class StoredPaymentLedgerTests : PaymentLedgerContract, IAsyncDisposable
{
    private readonly TestStore _store;
    private readonly RedisPaymentLedger _ledger;

    protected StoredPaymentLedgerTests(RedisProcess redis)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _store = new(redis);
        _ledger = new(_store.Store, new LedgerSignals(_store.Store), Time);
    }

    protected override IPaymentLedger Ledger => _ledger;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
