using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Facilitators;
using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

public sealed class FacilitatorFailureTests
{
    private int _served;

    [Fact]
    public async Task An_invalid_payment_is_refused_with_the_reason_and_nothing_else_of_the_facilitator()
    {
        await using var shop = await OpenAsync();
        shop.Facilitator.OnVerify = static (_, _) => Task.FromResult(new VerifyResponse { IsValid = false, InvalidReason = "invalid_exact_evm_transaction_failed: rpc at 10.0.0.1 says no", InvalidMessage = "secret internals" });

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("invalid_exact_evm_transaction_failed", await Wallet.ReasonOf(response));
        var everything = response.Headers + await Wallet.BodyOf(response);
        Assert.DoesNotContain("secret internals", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.1", everything, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_served, shop.Facilitator.Settlements));
    }

    [Fact]
    public async Task An_allowance_that_is_missing_has_a_status_of_its_own()
    {
        await using var shop = await OpenAsync();
        shop.Facilitator.OnVerify = static (_, _) => Task.FromResult(new VerifyResponse { IsValid = false, InvalidReason = "permit2_allowance_required" });

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.True(response.Headers.Contains(PaymentHeaders.PaymentRequired));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_facilitator_that_names_no_payer_means_the_one_who_signed(string? payer)
    {
        var paidBy = "";
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", (HttpContext context) => paidBy = context.GetPayment()!.Payer).RequirePayment("$0.01"));
        shop.Facilitator.OnVerify = (_, _) => Task.FromResult(new VerifyResponse { IsValid = true, Payer = payer });
        shop.Facilitator.OnSettle = (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request) with { Payer = payer });

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(Wallet.Payer, paidBy, ignoreCase: true);
        Assert.Equal(Wallet.Payer, Wallet.ReceiptOf(response).Payer, ignoreCase: true);
    }

    public static TheoryData<string> Verifications => ["unreachable", "never answers", "breaks", "other payer", "its own fault"];

    [Theory]
    [MemberData(nameof(Verifications))]
    public async Task Without_a_verdict_nobody_is_served_or_charged_and_the_payment_stays_usable(string way)
    {
        await using var shop = await OpenAsync(o => o.VerifyTimeout = TimeSpan.FromSeconds(1));
        var healthy = shop.Facilitator.OnVerify;
        shop.Facilitator.OnVerify = async (_, token) => way switch
        {
            "unreachable" => throw new FacilitatorException { OutcomeUnknown = false },
            "never answers" => await Forward(shop.Time(), NeverAsync<VerifyResponse>(token)),
            "breaks" => throw new NotSupportedException("secret internals"),
            "other payer" => new VerifyResponse { IsValid = true, Payer = Shop.PayTo },
            _ => new VerifyResponse { IsValid = false, InvalidReason = "network_unavailable" },
        };
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.DoesNotContain("secret internals", await Wallet.BodyOf(response), StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal((0, 0), (_served, shop.Facilitator.Settlements));
        shop.Facilitator.OnVerify = healthy;
        using var retried = await shop.PayAsync("/x", payment);
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
    }

    [Fact]
    public async Task A_failed_settlement_withholds_the_result_and_says_so_in_the_receipt()
    {
        await using var shop = await OpenAsync();
        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_transaction_failed: revert reason 0xdead") with { ErrorMessage = "secret internals" });
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);
        using var again = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        var receipt = Wallet.ReceiptOf(response);
        Assert.Equal((false, "invalid_exact_evm_transaction_failed"), (receipt.Success, receipt.ErrorReason));
        Assert.DoesNotContain("internals", receipt.ErrorMessage ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("served", await Wallet.BodyOf(response), StringComparison.Ordinal);
        Assert.Equal("payment_failed", await Wallet.ReasonOf(again));
        Assert.Equal((1, 1), (_served, shop.Facilitator.Settlements));
    }

    public static TheoryData<string> Settlements => ["unreachable", "lost", "never answers", "breaks", "pending", "other network", "other payer", "no transaction", "nonce used"];

    [Theory]
    [MemberData(nameof(Settlements))]
    public async Task An_unknown_outcome_is_neither_paid_nor_failed_and_the_same_payment_gets_the_result_once_it_is_known(string way)
    {
        await using var shop = await OpenAsync(o =>
        {
            o.SettleTimeout = TimeSpan.FromSeconds(1);
            // the buyer's own retry closes it here, not the reconciler
            o.ReconcileInterval = TimeSpan.FromHours(1);
        });
        var time = shop.Time();
        shop.Facilitator.OnSettle = async (request, token) => way switch
        {
            "unreachable" => throw new FacilitatorException { OutcomeUnknown = false },
            "lost" => throw new FacilitatorException(),
            "never answers" => await Forward(time, NeverAsync<SettleResponse>(token)),
            "breaks" => throw new NotSupportedException("secret internals"),
            "pending" => ScriptedFacilitator.Failed(request, "settlement_pending", ScriptedFacilitator.Transaction),
            "other network" => ScriptedFacilitator.Settled(request) with { Network = "eip155:1" },
            "other payer" => ScriptedFacilitator.Settled(request) with { Payer = Shop.PayTo },
            "no transaction" => ScriptedFacilitator.Settled(request) with { Transaction = "" },
            _ => ScriptedFacilitator.Failed(request, "invalid_exact_evm_nonce_already_used"),
        };
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("settlement_pending", await Wallet.ReasonOf(response));
        Assert.Equal((false, "settlement_pending"), (Wallet.ReceiptOf(response).Success, Wallet.ReceiptOf(response).ErrorReason));
        Assert.Equal(way == "pending" ? ScriptedFacilitator.Transaction : "", Wallet.ReceiptOf(response).Transaction);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.DoesNotContain("served", await Wallet.BodyOf(response), StringComparison.Ordinal);
        var record = await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken);
        Assert.Equal(PaymentState.Unknown, record!.State);

        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request));
        time.Advance(TimeSpan.FromSeconds(2));
        using var retried = await shop.PayAsync("/x", payment);
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        Assert.Equal("\"served 1\"", await Wallet.BodyOf(retried));
        Assert.True(Wallet.ReceiptOf(retried).Success);
        Assert.Equal(1, _served);
    }

    [Fact]
    public async Task Nothing_is_offered_or_served_before_the_facilitator_says_what_it_supports()
    {
        var answers = new SupportedResponse { Kinds = [] };
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => ++_served).RequirePayment("$0.01"), facilitator: new() { OnSupported = () => Volatile.Read(ref answers) });

        using var unpaid = await shop.AskAsync("/x");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unpaid.StatusCode);
        Assert.Equal("facilitator_unavailable", await Wallet.ReasonOf(unpaid));
        Assert.False(await IsHealthyAsync(shop));

        Volatile.Write(ref answers, new ScriptedFacilitator().OnSupported());
        using var later = await AskUntilAsync(shop, HttpStatusCode.PaymentRequired);
        Assert.Equal("10000", Wallet.OfferOf(later).Accepts.Single().Amount);
        Assert.True(await IsHealthyAsync(shop));
        Assert.Equal(0, _served);
    }

    [Fact]
    public async Task What_the_facilitator_does_not_support_is_not_offered()
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.MapGet("/both", () => ++_served).RequirePayment(o => o.Accept("$0.01", "eip155:8453").Accept("$0.01"));
            app.MapGet("/none", () => ++_served).RequirePayment(o => o.Accept("$0.01", "eip155:8453"));
        });

        using var both = await shop.AskAsync("/both");
        using var none = await shop.AskAsync("/none");

        Assert.Equal("eip155:84532", Wallet.OfferOf(both).Accepts.Single().Network);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, none.StatusCode);
    }

    private Task<Shop> OpenAsync(Action<X402ServerOptions>? options = null) =>
        Shop.OpenAsync(app => app.MapGet("/x", () => TypedResultOf(Interlocked.Increment(ref _served))).RequirePayment("$0.01"), options: options, clock: new());

    private static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<string> TypedResultOf(int served) => Microsoft.AspNetCore.Http.TypedResults.Json($"served {served}");

    private static async Task<bool> IsHealthyAsync(Shop shop) =>
        (await shop.Services.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Status
            == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;

    private static async Task<HttpResponseMessage> AskUntilAsync(Shop shop, HttpStatusCode status)
    {
        while (true)
        {
            var response = await shop.AskAsync("/x");
            if (response.StatusCode == status)
                return response;
            response.Dispose();
        }
    }

    private static async Task<T> NeverAsync<T>(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("unreachable");
    }

    private static Task<T> Forward<T>(Microsoft.Extensions.Time.Testing.FakeTimeProvider time, Task<T> waiting)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        return waiting;
    }
}
