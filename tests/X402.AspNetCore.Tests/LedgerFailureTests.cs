using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

public sealed class LedgerFailureTests
{
    [Theory]
    [InlineData(PaymentState.Reserved)]
    [InlineData(PaymentState.Settling)]
    public async Task A_store_that_fails_before_settlement_means_no_result_and_no_charge(PaymentState step)
    {
        var served = 0;
        await using var shop = await OpenAsync(() => $"served {++served}", step);
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("payment_store_unavailable", await Wallet.ReasonOf(response));
        Assert.DoesNotContain("served", await Wallet.BodyOf(response), StringComparison.Ordinal);
        Assert.Equal(0, shop.Facilitator.Settlements);
        Assert.Equal(step == PaymentState.Settling ? 1 : 0, served);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.ServiceUnavailable, "payment_store_unavailable")]
    [InlineData(false, HttpStatusCode.Conflict, "payment_in_progress")]
    public async Task After_a_long_verification_nothing_is_done_without_the_word_of_the_store(bool? isOurs, HttpStatusCode status, string reason)
    {
        var served = 0;
        await using var shop = await OpenAsync(() => $"served {++served}", failsAt: null);
        var payment = await shop.SignAsync("/x");
        ((FailingLedger)shop.Ledger).Renewal = () => isOurs ?? throw new LedgerUnavailableException();
        shop.Facilitator.OnVerify = (_, _) =>
        {
            shop.Time().Advance(TimeSpan.FromSeconds(11));
            return Task.FromResult(new VerifyResponse { IsValid = true });
        };

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal((status, reason), (response.StatusCode, await Wallet.ReasonOf(response)));
        Assert.Equal((0, 0), (served, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task A_long_verification_is_no_obstacle_where_the_store_still_answers()
    {
        await using var shop = await OpenAsync(() => "the goods", failsAt: null);
        var payment = await shop.SignAsync("/x");
        shop.Facilitator.OnVerify = (_, _) =>
        {
            shop.Time().Advance(TimeSpan.FromSeconds(11));
            return Task.FromResult(new VerifyResponse { IsValid = true });
        };

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal("the goods", await Wallet.BodyOf(response));
    }

    [Fact]
    public async Task A_store_that_fails_after_settlement_does_not_keep_the_result_from_the_buyer_and_is_caught_up()
    {
        await using var shop = await OpenAsync(() => "the goods", PaymentState.Settled);
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal("the goods", await Wallet.BodyOf(response));
        Assert.True(Wallet.ReceiptOf(response).Success);
        var id = Wallet.IdOf(payment, payment.Accepted!);
        Assert.Equal(PaymentState.Settling, (await shop.Ledger.FindAsync(id, TestContext.Current.CancellationToken))!.State);

        ((FailingLedger)shop.Ledger).FailsAt = null;
        shop.Time().Advance(TimeSpan.FromMinutes(2));
        var record = await shop.Ledger.WaitAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(PaymentState.Settled, record!.State);
    }

    [Fact]
    public async Task A_buyer_who_leaves_while_the_store_is_slow_leaves_no_reservation_behind()
    {
        var served = 0;
        var (reserved, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var shop = await Shop.OpenAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    context.RequestAborted.Register(() => gone.TrySetResult());
                    return next(context);
                });
                app.MapGet("/x", () => ++served).RequirePayment("$0.01");
            },
            builder => builder.Services.AddSingleton<IPaymentLedger>(services => new FailingLedger(new InMemoryPaymentLedger(services.GetRequiredService<TimeProvider>()))
            {
                OnReserved = cancellationToken =>
                {
                    reserved.TrySetResult();
                    return gone.Task.WaitAsync(cancellationToken);
                },
            }));
        var payment = await shop.SignAsync("/x");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var request = shop.PayAsync("/x", payment, cancellationToken: leaving.Token);
        await reserved.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        var record = await shop.Ledger.WaitAsync(Wallet.IdOf(payment, payment.Accepted!), TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal((PaymentState.Released, "client_disconnected"), (record!.State, record.Reason));
        Assert.Equal((0, 0), (served, shop.Facilitator.Verifications));
    }

    [Fact]
    public async Task A_buyer_who_leaves_while_owed_work_is_taken_up_finds_it_done()
    {
        var served = 0;
        var (resumed, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var shop = await Shop.OpenAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    context.RequestAborted.Register(() => gone.TrySetResult());
                    return next(context);
                });
                app.MapGet("/x", () => ++served == 1 ? Results.InternalServerError() : Results.Text("done")).RequirePayment(o => o.Accept("$0.01").SettleUpfront());
            },
            builder => builder.Services.AddSingleton<IPaymentLedger>(services => new FailingLedger(new InMemoryPaymentLedger(services.GetRequiredService<TimeProvider>()))
            {
                OnResumed = cancellationToken =>
                {
                    resumed.TrySetResult();
                    return gone.Task.WaitAsync(cancellationToken);
                },
            }),
            o => o.Lease = TimeSpan.FromMinutes(10));
        var payment = await shop.SignAsync("/x");
        (await shop.PayAsync("/x", payment)).Dispose();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var request = shop.PayAsync("/x", payment, cancellationToken: leaving.Token);
        await resumed.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal("done", await Wallet.BodyOf(again));
        Assert.Equal((2, 1), (served, shop.Facilitator.Settlements));
    }

    private static Task<Shop> OpenAsync(Func<string> handler, PaymentState? failsAt) => Shop.OpenAsync(
        app => app.MapGet("/x", handler).RequirePayment("$0.01"),
        builder => builder.Services.AddSingleton<IPaymentLedger>(services => new FailingLedger(new InMemoryPaymentLedger(services.GetRequiredService<TimeProvider>())) { FailsAt = failsAt }),
        clock: new());

    /// <summary>A store that goes down at one step of a payment.</summary>
    private sealed class FailingLedger(IPaymentLedger inner) : IPaymentLedger
    {
        public PaymentState? FailsAt { get; set; }

        /// <summary>What comes of renewing a lease; null: what the store says.</summary>
        public Func<bool>? Renewal { get; set; }

        /// <summary>What happens between a reservation and the news of it.</summary>
        public Func<CancellationToken, Task> OnReserved { get; set; } = static _ => Task.CompletedTask;

        /// <summary>What happens between taking up owed work and the news of it.</summary>
        public Func<CancellationToken, Task> OnResumed { get; set; } = static _ => Task.CompletedTask;

        public async ValueTask<ReservationResult> ReserveAsync(PaymentReservation reservation, CancellationToken cancellationToken)
        {
            if (FailsAt == PaymentState.Reserved)
                throw new LedgerUnavailableException();
            var result = await inner.ReserveAsync(reservation, cancellationToken);
            await OnReserved(cancellationToken);
            return result;
        }

        public ValueTask<PaymentRecord?> AdvanceAsync(PaymentRecord record, PaymentAdvance advance, CancellationToken cancellationToken) =>
            FailsAt == advance.To ? throw new LedgerUnavailableException() : inner.AdvanceAsync(record, advance, cancellationToken);

        public async ValueTask<PaymentRecord?> ResumeAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken)
        {
            var result = await inner.ResumeAsync(id, owner, lease, cancellationToken);
            await OnResumed(cancellationToken);
            return result;
        }

        public ValueTask<bool> RenewAsync(PaymentId id, long fence, TimeSpan lease, CancellationToken cancellationToken) =>
            Renewal is { } renewal ? new(renewal()) : inner.RenewAsync(id, fence, lease, cancellationToken);

        public ValueTask<PaymentRecord?> TakeOverAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken) => inner.TakeOverAsync(id, owner, lease, cancellationToken);

        public ValueTask<PaymentRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

        public ValueTask<PaymentRecord?> WaitAsync(PaymentId id, TimeSpan timeout, CancellationToken cancellationToken) => inner.WaitAsync(id, timeout, cancellationToken);

        public IAsyncEnumerable<PaymentRecord> QueryAsync(PaymentQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);
    }
}
