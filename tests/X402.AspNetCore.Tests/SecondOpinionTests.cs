using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using X402.AspNetCore.Tests.Support;
using X402.Facilitators;
using X402.Payments;
using X402.Protocol;
using X402.Schemes;

namespace X402.AspNetCore.Tests;

/// <summary>A seller who can see the chain believes the chain, whatever the facilitator says (SG-32).</summary>
public sealed class SecondOpinionTests
{
    private const string Found = "0x2222222222222222222222222222222222222222222222222222222222222222";

    public static TheoryData<string, AuthorizationFate, HttpStatusCode, PaymentState> Opinions => new()
    {
        { "settled", AuthorizationFate.Settled, HttpStatusCode.OK, PaymentState.Settled },
        { "settled", AuthorizationFate.Pending, HttpStatusCode.BadGateway, PaymentState.Unknown },
        { "settled", AuthorizationFate.Unknown, HttpStatusCode.BadGateway, PaymentState.Unknown },
        { "settled", AuthorizationFate.Void, HttpStatusCode.PaymentRequired, PaymentState.Failed },
        { "failed", AuthorizationFate.Settled, HttpStatusCode.OK, PaymentState.Settled },
        { "failed", AuthorizationFate.Pending, HttpStatusCode.PaymentRequired, PaymentState.Failed },
        { "nothing", AuthorizationFate.Settled, HttpStatusCode.OK, PaymentState.Settled },
        { "nothing", AuthorizationFate.Pending, HttpStatusCode.BadGateway, PaymentState.Unknown },
        { "nothing", AuthorizationFate.Void, HttpStatusCode.PaymentRequired, PaymentState.Failed },
    };

    [Theory]
    [MemberData(nameof(Opinions))]
    public async Task What_the_chain_shows_counts(string said, AuthorizationFate fate, HttpStatusCode status, PaymentState state)
    {
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", () => "goods").RequirePayment("$0.01"),
            builder => builder.Services.AddSingleton<ISettlementEvidence>(new ChainView(fate)));
        shop.Facilitator.OnSettle = (request, _) => said switch
        {
            "settled" => Task.FromResult(ScriptedFacilitator.Settled(request)),
            "failed" => Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_insufficient_balance")),
            _ => throw new FacilitatorException(),
        };
        var payment = await shop.SignAsync("/x");

        using var answer = await shop.PayAsync("/x", payment);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK, (await Wallet.BodyOf(answer)).Contains("goods", StringComparison.Ordinal));
        var record = await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken);
        Assert.Equal(state, record!.State);
        if (state == PaymentState.Settled)
            Assert.Equal(Found, Wallet.ReceiptOf(answer).Transaction);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task What_somebody_submits_after_it_failed_has_bought_the_goods_once(bool isUpfront, int kept)
    {
        var (works, asks) = (0, 0);
        var view = new ChainView(AuthorizationFate.Pending);
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", () => $"goods {++works}").RequirePayment(o =>
            {
                o.Accept("$0.01");
                if (isUpfront)
                    o.SettleUpfront();
            }),
            builder => builder.Services.AddSingleton<ISettlementEvidence>(view),
            o => o.StoredResponseLimit = kept * o.StoredResponseLimit);
        shop.Facilitator.OnSettle = (request, _) =>
        {
            asks++;
            return Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_insufficient_balance"));
        };
        var payment = await shop.SignAsync("/x");
        using var failed = await shop.PayAsync("/x", payment);
        using var still = await shop.PayAsync("/x", payment);
        Assert.Equal("payment_failed", await Wallet.ReasonOf(still));

        view.Fate = AuthorizationFate.Settled;
        using var delivered = await shop.PayAsync("/x", payment);
        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.OK, delivered.StatusCode);
        Assert.Equal($"goods {works}", await Wallet.BodyOf(delivered));
        Assert.Equal(Found, Wallet.ReceiptOf(delivered).Transaction);
        Assert.Equal(kept == 1 ? HttpStatusCode.OK : HttpStatusCode.Gone, again.StatusCode);
        // what was not kept when it failed is made again
        Assert.Equal((2 - kept, 1), (works, asks));
        var record = await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken);
        Assert.Equal(PaymentState.Settled, record!.State);
    }

    [Fact]
    public async Task What_failed_and_was_paid_after_all_buys_nothing_else()
    {
        var view = new ChainView(AuthorizationFate.Pending);
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/{what}", (string what) => what).RequirePayment("$0.01"),
            builder => builder.Services.AddSingleton<ISettlementEvidence>(view));
        shop.Facilitator.OnSettle = (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_insufficient_balance"));
        var payment = await shop.SignAsync("/bread");
        using var failed = await shop.PayAsync("/bread", payment);

        view.Fate = AuthorizationFate.Settled;
        using var other = await shop.PayAsync("/wine", payment);

        Assert.Equal(HttpStatusCode.PaymentRequired, other.StatusCode);
        Assert.Equal("payment_failed", await Wallet.ReasonOf(other));
    }

    [Fact]
    public async Task A_view_of_another_chain_is_not_asked()
    {
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", () => "goods").RequirePayment("$0.01"),
            builder => builder.Services.AddSingleton<ISettlementEvidence>(new ChainView(AuthorizationFate.Void, covers: false)));

        using var answer = await shop.BuyAsync("/x");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_view_that_breaks_or_never_answers_shows_nothing_and_the_settlement_is_on_record_all_the_same(bool hangs)
    {
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", () => "goods").RequirePayment("$0.01"),
            builder => builder.Services.AddSingleton<ISettlementEvidence>(services => new NoView(hangs, (FakeTimeProvider)services.GetRequiredService<TimeProvider>())),
            o => o.ReconcileInterval = TimeSpan.FromHours(1),
            clock: new());
        var payment = await shop.SignAsync("/x");

        using var answer = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("settlement_pending", await Wallet.ReasonOf(answer));
        Assert.Equal(PaymentState.Unknown, (await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken))!.State);
    }

    private sealed class NoView(bool hangs, FakeTimeProvider time) : ISettlementEvidence
    {
        public bool Covers(PaymentId id) => true;

        public ValueTask<SettlementFinding> FindAsync(FacilitatorRequest payment, CancellationToken cancellationToken)
        {
            if (!hangs)
                throw new NotSupportedException();
            time.Advance(TimeSpan.FromSeconds(11));
            return new(new TaskCompletionSource<SettlementFinding>().Task);
        }
    }

    private sealed class ChainView(AuthorizationFate fate, bool covers = true) : ISettlementEvidence
    {
        public AuthorizationFate Fate { get; set; } = fate;

        public bool Covers(PaymentId id) => covers;

        public ValueTask<SettlementFinding> FindAsync(FacilitatorRequest payment, CancellationToken cancellationToken) =>
            new(new SettlementFinding(Fate, Fate == AuthorizationFate.Settled ? Found : null));
    }
}
