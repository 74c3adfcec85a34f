using System.Threading.Channels;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using X402.Ledger;
using X402.Payments;
using X402.Redis.Connections;
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

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Other_processes_are_told_of_an_end_that_somebody_waits_for_and_of_no_other()
    {
        var heard = Channel.CreateUnbounded<string>();
        var connection = await _store.Store.ConnectAsync(Cancellation);
        await connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal(_store.Store.Key("ledger:changed").ToString()), (_, id) => heard.Writer.TryWrite(id!));
        await using var elsewhere = new RedisStore(Options.Create(_store.Store.Options));
        var waiting = new RedisPaymentLedger(elsewhere, new LedgerSignals(elsewhere), Time);

        await ReachAsync(PaymentState.Settled);
        var wish = await ReachAsync(PaymentState.Settling);
        var owned = (await waiting.WaitAsync(wish.Id, TimeSpan.Zero, Cancellation))!;
        Assert.NotNull(await Ledger.AdvanceAsync(owned, new PaymentAdvance { To = PaymentState.Settled, Receipt = SamplePayments.Receipt }, Cancellation));

        Assert.Equal(wish.Id.ToString(), await heard.Reader.ReadAsync(Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
