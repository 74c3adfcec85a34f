using Microsoft.Extensions.Options;
using X402.Ledger;
using X402.Redis.Connections;
using X402.Redis.Ledger;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Ledger;

public sealed class RedisPaymentLedgerTests : PaymentLedgerContract, IClassFixture<RedisPaymentLedgerTests.Server>, IAsyncDisposable
{
    private readonly RedisStore _store;
    private readonly RedisPaymentLedger _ledger;

    // a prefix per test stands for an empty store
    public RedisPaymentLedgerTests(Server server)
    {
        _store = new(Options.Create(new RedisStoreOptions { ConnectionString = server.Redis.ConnectionString, KeyPrefix = $"{Guid.NewGuid():n}:" }));
        _ledger = new(_store, new LedgerSignals(_store), Time);
    }

    protected override IPaymentLedger Ledger => _ledger;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    public class Server : IAsyncLifetime
    {
        public RedisProcess Redis { get; private set; } = null!;

        protected virtual RedisOptions Options => new() { Durable = false };

        public async ValueTask InitializeAsync() => Redis = await RedisProcess.StartAsync(Options, TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            await Redis.DisposeAsync();
            GC.SuppressFinalize(this);
        }
    }
}
