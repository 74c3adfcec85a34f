using Microsoft.Extensions.Options;
using X402.Ledger;
using X402.Redis.Connections;
using X402.Redis.Ledger;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Ledger;

public sealed class GarnetPaymentLedgerTests : PaymentLedgerContract, IClassFixture<GarnetPaymentLedgerTests.GarnetServer>, IAsyncDisposable
{
    private readonly RedisStore _store;
    private readonly RedisPaymentLedger _ledger;

    public GarnetPaymentLedgerTests(GarnetServer server)
    {
        _store = new(Options.Create(new RedisStoreOptions { ConnectionString = server.Redis.ConnectionString, KeyPrefix = $"{Guid.NewGuid():n}:" }));
        _ledger = new(_store, new LedgerSignals(_store), Time);
    }

    protected override IPaymentLedger Ledger => _ledger;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    public sealed class GarnetServer : RedisPaymentLedgerTests.Server
    {
        protected override RedisOptions Options => new() { Garnet = true };
    }
}
