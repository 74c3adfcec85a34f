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

public abstract partial class StoredPaymentLedgerTests : PaymentLedgerContract, IAsyncDisposable
{
    private readonly ErrorLog<RedisPaymentLedger> _logs = new();
    private readonly TestStore _store;
    private readonly RedisPaymentLedger _ledger;

    protected StoredPaymentLedgerTests(RedisProcess redis)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _store = new(redis);
        _ledger = new(_store.Store, new LedgerSignals(_store.Store), Time, _logs);
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

    [Theory]
    [InlineData("payload", "1")]
    [InlineData("requirements", "{}")]
    [InlineData("state", "77")]
    [InlineData("state", "settled")]
    [InlineData("fence", "")]
    [InlineData("history", "1")]
    [InlineData("history", "x|y||")]
    [InlineData("lease", "soon")]
    [InlineData("validBefore", "99999999999999999")]
    [InlineData("payload", null)]
    public async Task A_payment_that_cannot_be_read_is_named_and_stops_no_other(string field, string? content)
    {
        var first = await ReachAsync(PaymentState.Settling);
        var damaged = await ReachAsync(PaymentState.Settling);
        var last = await ReachAsync(PaymentState.Settling);
        var database = (await _store.Store.ConnectAsync(Cancellation)).GetDatabase();
        var key = _store.Store.Key($"ledger:payment:{damaged.Id}");
        if (content is null)
            await database.HashDeleteAsync(key, field);
        else
            await database.HashSetAsync(key, field, content);

        foreach (var limit in (int[])[2, 100])
        {
            var listed = new List<string>();
            await foreach (var record in Ledger.QueryAsync(new PaymentQuery { Limit = limit }, Cancellation))
                listed.Add(record.Id.ToString());
            Assert.Equal(new[] { first.Id.ToString(), last.Id.ToString() }.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        }
        var named = Assert.Single(_logs.Errors);
        Assert.Contains(damaged.Id.ToString(), named, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnreadableRecordException>(async () => await Ledger.FindAsync(damaged.Id, Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
