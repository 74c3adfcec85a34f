using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Facilitators;
using X402.Ledger;
using X402.Money;
using X402.Payments;

namespace X402.AspNetCore.Tests;

/// <summary>Whoever has paid gets what he paid for, also when it costs something else by now.</summary>
public sealed class EarlierPurchaseTests
{
    private string _price = "0.01";
    private string _tenant = Shop.PayTo;
    private int _served;
    private bool _fails;
    private LookedAtLedger? _ledger;

    [Fact]
    public async Task What_was_bought_is_delivered_again_after_the_price_has_changed()
    {
        await using var shop = await OpenAsync();
        var payment = await shop.SignAsync("/x/1");
        using var first = await shop.PayAsync("/x/1", payment);

        _price = "0.02";
        using var again = await shop.PayAsync("/x/1", payment);

        Assert.Equal((HttpStatusCode.OK, "served 1"), (again.StatusCode, await Wallet.BodyOf(again)));
        Assert.Equal(Wallet.ReceiptOf(first), Wallet.ReceiptOf(again));
        Assert.Equal((1, 1), (_served, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task A_settlement_whose_outcome_was_lost_is_closed_after_the_price_has_changed()
    {
        await using var shop = await OpenAsync();
        shop.Facilitator.OnSettle = static (_, _) => throw new FacilitatorException();
        var payment = await shop.SignAsync("/x/1");
        using var lost = await shop.PayAsync("/x/1", payment);

        (_price, shop.Facilitator.OnSettle) = ("0.02", static (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request)));
        shop.Time().Advance(TimeSpan.FromMinutes(1));
        using var again = await shop.PayAsync("/x/1", payment);

        Assert.Equal((HttpStatusCode.OK, "served 1"), (again.StatusCode, await Wallet.BodyOf(again)));
        Assert.True(Wallet.ReceiptOf(again).Success);
    }

    [Fact]
    public async Task Work_that_is_owed_is_done_after_the_price_has_changed()
    {
        await using var shop = await OpenAsync();
        _fails = true;
        var payment = await shop.SignAsync("/upfront");
        using var failed = await shop.PayAsync("/upfront", payment);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);

        (_fails, _price) = (false, "0.02");
        using var again = await shop.PayAsync("/upfront", payment);

        Assert.Equal((HttpStatusCode.OK, "served 2"), (again.StatusCode, await Wallet.BodyOf(again)));
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task What_has_failed_is_told_so_and_not_only_that_the_price_has_changed()
    {
        await using var shop = await OpenAsync();
        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_insufficient_balance"));
        var payment = await shop.SignAsync("/x/1");
        using var failed = await shop.PayAsync("/x/1", payment);

        _price = "0.02";
        using var again = await shop.PayAsync("/x/1", payment);

        Assert.Equal((HttpStatusCode.PaymentRequired, "payment_failed"), (again.StatusCode, await Wallet.ReasonOf(again)));
    }

    public static TheoryData<string> Others => ["never used", "released", "other signature", "other resource", "other terms", "other seller"];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Nothing_else_is_served_for_terms_that_are_over(string which)
    {
        await using var shop = await OpenAsync();
        var payment = await shop.SignAsync("/x/1");
        _fails = which == "released";
        if (which != "never used")
            (await shop.PayAsync("/x/1", payment)).Dispose();
        var served = _served;

        (_fails, _price) = (false, "0.02");
        if (which == "other seller")
            _tenant = "0x2222222222222222222222222222222222222222";
        var other = which switch
        {
            "other signature" => Wallet.For(new() { X402Version = 2, Accepts = [payment.Accepted!], Resource = new() { Url = "" } }, signature: $"0x{new string('2', 130)}", nonce: Wallet.IdOf(payment, payment.Accepted!).Nonce),
            "other terms" => payment with { Accepted = payment.Accepted! with { Asset = Shop.PayTo } },
            _ => payment,
        };
        using var answer = await shop.PayAsync(which == "other resource" ? "/x/2" : "/x/1", other);

        Assert.Equal((HttpStatusCode.PaymentRequired, "no_matching_payment_requirements"), (answer.StatusCode, await Wallet.ReasonOf(answer)));
        Assert.Equal("20000", Wallet.OfferOf(answer).Accepts.Single().Amount);
        Assert.Equal(served, _served);
    }

    [Fact]
    public async Task The_books_are_only_looked_into_for_payments_that_fit_no_offer()
    {
        await using var shop = await OpenAsync();
        var payment = await shop.SignAsync("/x/1");
        using var paid = await shop.PayAsync("/x/1", payment);
        using var again = await shop.PayAsync("/x/1", payment);
        Assert.Equal((2, 0), (_ledger!.Reservations, _ledger.Looks));

        var late = await shop.SignAsync("/x/1");
        _price = "0.02";
        using var refused = await shop.PayAsync("/x/1", late);
        Assert.Equal((2, 1), (_ledger.Reservations, _ledger.Looks));
    }

    [Fact]
    public async Task Nobody_is_told_to_pay_again_while_the_books_are_closed()
    {
        await using var shop = await OpenAsync();
        var payment = await shop.SignAsync("/x/1");
        using var paid = await shop.PayAsync("/x/1", payment);

        (_price, _ledger!.IsAway) = ("0.02", true);
        using var answer = await shop.PayAsync("/x/1", payment);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "payment_store_unavailable"), (answer.StatusCode, await Wallet.ReasonOf(answer)));
    }

    private Task<Shop> OpenAsync() => Shop.OpenAsync(
        app =>
        {
            app.MapGet("/x/{what}", Serve).RequirePayment(_ => ValueTask.FromResult(Price.Parse(_price)));
            app.MapGet("/upfront", Serve).RequirePayment(o => o.Accept(_ => ValueTask.FromResult(Price.Parse(_price))).SettleUpfront());
        },
        builder =>
        {
            builder.Services.AddSingleton<IPaymentLedger>(services => _ledger = new(new InMemoryPaymentLedger(services.GetRequiredService<TimeProvider>())));
            builder.Services.AddSingleton<IPaymentTenants>(new OneTenant(() => new("shop") { PayTo = _tenant }));
        },
        options: o => (o.ReconcileInterval, o.DuplicateWait) = (TimeSpan.FromHours(1), TimeSpan.Zero),
        clock: new());

    private IResult Serve()
    {
        var served = ++_served;
        return _fails ? Results.StatusCode(503) : Results.Text($"served {served}");
    }

    private sealed class OneTenant(Func<PaymentTenant> now) : IPaymentTenants
    {
        public ValueTask<PaymentTenant?> FindAsync(HttpContext context) => new(now());
    }

    /// <summary>Counts how often it is asked for something new and how often it is looked into.</summary>
    private sealed class LookedAtLedger(IPaymentLedger inner) : IPaymentLedger
    {
        public int Reservations { get; private set; }

        public int Looks { get; private set; }

        public bool IsAway { get; set; }

        public ValueTask<ReservationResult> ReserveAsync(PaymentReservation reservation, CancellationToken cancellationToken)
        {
            Reservations++;
            return inner.ReserveAsync(reservation, cancellationToken);
        }

        public ValueTask<PaymentRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken)
        {
            Looks++;
            return IsAway ? throw new LedgerUnavailableException() : inner.FindAsync(id, cancellationToken);
        }

        public ValueTask<PaymentRecord?> AdvanceAsync(PaymentRecord record, PaymentAdvance advance, CancellationToken cancellationToken) => inner.AdvanceAsync(record, advance, cancellationToken);

        public ValueTask<bool> RenewAsync(PaymentId id, long fence, TimeSpan lease, CancellationToken cancellationToken) => inner.RenewAsync(id, fence, lease, cancellationToken);

        public ValueTask<PaymentRecord?> TakeOverAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken) => inner.TakeOverAsync(id, owner, lease, cancellationToken);

        public ValueTask<PaymentRecord?> ResumeAsync(PaymentId id, string owner, TimeSpan lease, CancellationToken cancellationToken) => inner.ResumeAsync(id, owner, lease, cancellationToken);

        public ValueTask<PaymentRecord?> WaitAsync(PaymentId id, TimeSpan timeout, CancellationToken cancellationToken) => inner.WaitAsync(id, timeout, cancellationToken);

        public IAsyncEnumerable<PaymentRecord> QueryAsync(PaymentQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);
    }
}
