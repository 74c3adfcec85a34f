using Microsoft.Extensions.Options;
using X402.Ledger;
using X402.Payments;
using X402.Redis.Connections;
using X402.Redis.Ledger;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Ledger;

public sealed class RedisOutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_survives_a_killed_store(bool garnet)
    {
        await using var redis = await RedisProcess.StartAsync(new RedisOptions { Durable = true, Garnet = garnet }, Cancellation);
        await using var store = new RedisStore(Options.Create(new RedisStoreOptions { ConnectionString = redis.ConnectionString }));
        var ledger = new RedisPaymentLedger(store, new LedgerSignals(store), TimeProvider.System);

        var settling = new List<PaymentId>();
        for (var i = 0; i < 20; i++)
        {
            var granted = (await ledger.ReserveAsync(SamplePayments.New(DateTimeOffset.UtcNow), Cancellation)).Record;
            foreach (var step in new[] { PaymentState.Verified, PaymentState.Fulfilled, PaymentState.Settling })
                granted = (await ledger.AdvanceAsync(granted, new PaymentAdvance { To = step, Response = SamplePayments.Response }, Cancellation))!;
            settling.Add(granted.Id);
        }
        await redis.KillAsync(Cancellation);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.FindAsync(settling[0], Cancellation));
        await redis.RestartAsync(Cancellation);

        foreach (var id in settling)
        {
            var record = await EventuallyAsync(() => ledger.FindAsync(id, Cancellation));
            Assert.Equal(PaymentState.Settling, record?.State);
            Assert.NotNull(record?.Response);
        }
    }

    [Fact]
    public async Task A_store_that_hangs_is_an_error_within_the_operation_timeout()
    {
        await using var redis = await RedisProcess.StartAsync(new RedisOptions { Durable = false }, Cancellation);
        await using var store = new RedisStore(Options.Create(new RedisStoreOptions { ConnectionString = redis.ConnectionString, OperationTimeout = TimeSpan.FromMilliseconds(200) }));
        var ledger = new RedisPaymentLedger(store, new LedgerSignals(store), TimeProvider.System);
        var wish = SamplePayments.New(DateTimeOffset.UtcNow);
        await ledger.ReserveAsync(wish, Cancellation);

        redis.Pause();
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.ReserveAsync(wish, Cancellation)).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        redis.Resume();
        Assert.Equal(ReservationOutcome.InProgress, (await EventuallyAsync(() => ledger.ReserveAsync(wish, Cancellation))).Outcome);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_an_error_not_a_grant()
    {
        await using var store = new RedisStore(Options.Create(new RedisStoreOptions { ConnectionString = "127.0.0.1:1,connectTimeout=200", OperationTimeout = TimeSpan.FromMilliseconds(200) }));
        var ledger = new RedisPaymentLedger(store, new LedgerSignals(store), TimeProvider.System);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.ReserveAsync(SamplePayments.New(DateTimeOffset.UtcNow), Cancellation));
    }

    private static async Task<T> EventuallyAsync<T>(Func<ValueTask<T>> read)
    {
        while (true)
        {
            try
            {
                return await read();
            }
            catch (LedgerUnavailableException)
            {
                // the connection comes back by itself; the test's own time limit bounds this
                await Task.Delay(20, Cancellation);
            }
        }
    }
}
