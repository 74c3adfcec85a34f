using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using X402.Client.Tests.Support;
using X402.Protocol;
using X402.Purchases;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client.Tests;

public sealed class RetryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("x402-retry-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task After_a_timeout_the_same_payment_is_sent_again()
    {
        var attempts = 0;
        await using var shop = await Shop.OpenAsync(async context =>
        {
            // the first paid request is accepted and never answered
            if (Shop.Payment(context.Request) is not null && Interlocked.Increment(ref attempts) == 1)
                await UntilAborted(context);
            else
                await Shop.Sell(context, Offers.Cent);
        });
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);
        using var impatience = new CancellationTokenSource();

        var first = client.GetAsync(shop.Url, impatience.Token);
        await Eventually.IsTrueAsync(() => !shop.Payments.IsEmpty);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        using var second = await client.BuyAsync(shop.Url);
        using var third = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, second.Outcome);
        Assert.Equal(shop.Nonces[0], shop.Nonces[1]);
        Assert.NotEqual(shop.Nonces[1], shop.Nonces[2]); // the purchase is finished: this is the next one
        Assert.Equal(2, wallet.Signed);
    }

    [Theory]
    [InlineData(HttpCompletionOption.ResponseContentRead)]
    [InlineData(HttpCompletionOption.ResponseHeadersRead)]
    public async Task Goods_that_broke_off_are_fetched_with_the_same_payment(HttpCompletionOption completion)
    {
        var paid = 0;
        await using var shop = await Shop.OpenAsync(context =>
        {
            // the server closes the connection over an answer that ends too early
            if (Shop.Payment(context.Request) is not null && Interlocked.Increment(ref paid) == 1)
                context.Response.ContentLength = 1000;
            return Shop.Sell(context, Offers.Cent);
        });
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.02"));

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var broken = await client.GetAsync(shop.Url, completion, Ct);
            await broken.Content.ReadAsStringAsync(Ct);
        });
        using var second = await client.GetAsync(shop.Url, completion, Ct);
        Assert.Equal("sunny", await second.Content.ReadAsStringAsync(Ct));
        using var third = await client.GetAsync(shop.Url, completion, Ct);
        Assert.Equal("sunny", await third.Content.ReadAsStringAsync(Ct));
        var fourth = await client.FailsAsync<PaymentNotMadeException>(shop.Url);

        Assert.Equal(PurchaseReasons.OverBudget, fourth.Reason);
        Assert.Equal(shop.Nonces[0], shop.Nonces[1]);
        Assert.NotEqual(shop.Nonces[1], shop.Nonces[2]);
        Assert.Equal(2, wallet.Signed);
    }

    [Fact]
    public async Task What_was_settled_without_an_answer_is_fetched_with_its_payment_also_after_the_chain_was_asked()
    {
        var broken = true;
        await using var shop = await BrokenShopAsync(() => broken);
        var wallet = new TestWallet(_time) { Fate = AuthorizationFate.Settled };
        var services = new PaymentServices { Time = _time, Evidence = [wallet] };
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.01"), services);
        var reconciler = new PurchaseReconciler(services);

        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        Assert.Equal(0, await reconciler.ReconcileAsync(cancellationToken: Ct));
        Assert.Equal(0, await reconciler.ReconcileAsync(cancellationToken: Ct));
        broken = false;
        using var fetched = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, fetched.Outcome);
        Assert.Equal(1, wallet.Signed);
        Assert.Single(shop.Nonces.Distinct());
        Assert.Equal(PurchaseReasons.OverBudget, (await client.FailsAsync<PaymentNotMadeException>(shop.Url)).Reason);
    }

    [Fact]
    public async Task What_was_settled_and_nobody_fetches_is_closed_after_a_day()
    {
        await using var shop = await BrokenShopAsync(() => true);
        var wallet = new TestWallet(_time) { Fate = AuthorizationFate.Settled };
        var services = new PaymentServices { Time = _time, Evidence = [wallet] };
        using var client = Buyer.Create(wallet, services: services);
        var reconciler = new PurchaseReconciler(services);

        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await reconciler.ReconcileAsync(cancellationToken: Ct));
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(1, await reconciler.ReconcileAsync(cancellationToken: Ct));
        Assert.Empty(await services.Journal.ListOpenAsync(10, Ct));
    }

    [Fact]
    public async Task A_storm_of_retries_has_one_payment()
    {
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null)
                return Shop.Ask(context, Offers.Cent);
            context.Abort();
            return Task.CompletedTask;
        });
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);

        for (var i = 0; i < 20; i++)
        {
            var failure = await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
            Assert.Equal(PurchaseReasons.OutcomeUnknown, failure.Reason);
        }

        Assert.Equal(1, wallet.Signed);
        Assert.Single(shop.Nonces.Distinct());
    }

    [Fact]
    public async Task After_a_crash_a_new_client_with_the_same_journal_sends_the_same_payment()
    {
        var path = Path.Combine(_directory, "journal");
        var broken = true;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null || !broken)
                return Shop.Sell(context, Offers.Cent);
            context.Abort();
            return Task.CompletedTask;
        });

        using (var journal = new FilePurchaseJournal(path))
        using (var client = Buyer.Create(new TestWallet(), services: new PaymentServices { Journal = journal }))
            await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        broken = false;
        var wallet = new TestWallet();
        using var reopened = new FilePurchaseJournal(path);
        using var again = Buyer.Create(wallet, services: new PaymentServices { Journal = reopened });
        using var result = await again.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
        Assert.Equal(0, wallet.Signed);
        Assert.Single(shop.Nonces.Distinct());
        Assert.Empty(await reopened.ListOpenAsync(10, Ct));
    }

    [Fact]
    public async Task Limits_that_were_lowered_hold_for_earlier_payments_too()
    {
        await using var shop = await BrokenShopAsync(() => true);
        var services = new PaymentServices();
        using var generous = Buyer.Create(new TestWallet(), services: services);
        using var strict = Buyer.Create(new TestWallet(), o => o.MaxAmountPerPayment = "$0.001", services);

        await generous.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        var failure = await strict.FailsAsync<PaymentNotMadeException>(shop.Url);

        Assert.Equal(PurchaseReasons.OverCap, failure.Reason);
        Assert.Single(shop.Payments);
        Assert.Single(await services.Journal.ListOpenAsync(10, Ct));
    }

    [Fact]
    public async Task A_payment_that_cannot_be_stored_is_not_sent()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet(), o => o.LimitTotal("$0.01"), new PaymentServices { Journal = new FullDisk() });

        // twice, because the budget must be free again
        for (var i = 0; i < 2; i++)
            await Assert.ThrowsAsync<IOException>(() => client.GetAsync(shop.Url, Ct));

        Assert.Empty(shop.Payments);
    }

    [Fact]
    public async Task An_error_of_the_servers_own_is_returned_and_the_payment_kept_for_the_next_try()
    {
        var failures = 2;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null || Interlocked.Decrement(ref failures) < 0)
                return Shop.Sell(context, Offers.Cent);
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);

        using var first = await client.BuyAsync(shop.Url);
        using var second = await client.BuyAsync(shop.Url);
        using var third = await client.BuyAsync(shop.Url);

        Assert.Equal([500, 500, 200], [(int)first.Response!.StatusCode, (int)second.Response!.StatusCode, (int)third.Response!.StatusCode]);
        Assert.Equal(1, wallet.Signed);
    }

    [Fact]
    public async Task A_server_that_asks_again_and_again_is_paid_once_per_call_and_by_one_payment()
    {
        await using var shop = await Shop.OpenAsync(context => Shop.Ask(context, "just a little more", Offers.Cent));
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);

        var failure = await client.FailsAsync<PaymentRefusedException>(shop.Url);
        await client.FailsAsync<PaymentRefusedException>(shop.Url);

        Assert.Equal("just a little more", failure.ServerMessage);
        Assert.Equal(PurchaseReasons.RefusedWithoutReason, failure.Reason);
        Assert.Equal(2, shop.Payments.Count);
        Assert.Equal(1, wallet.Signed);
    }

    [Fact]
    public async Task After_a_final_refusal_the_next_call_signs_anew_and_the_budget_counts_both()
    {
        var refuse = true;
        await using var shop = await Shop.OpenAsync(context => Shop.Payment(context.Request) is not null && refuse
            ? Shop.Ask(context, PaymentReasons.PaymentFailed.Code, Offers.Cent)
            : Shop.Sell(context, Offers.Cent));
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.02"));

        var refused = await client.FailsAsync<PaymentRefusedException>(shop.Url);
        refuse = false;
        using var paid = await client.BuyAsync(shop.Url);
        using var third = await client.BuyAsync(shop.Url);

        Assert.Equal(PaymentReasons.PaymentFailed, refused.Reason);
        Assert.Equal(PurchaseOutcome.Paid, paid.Outcome);
        Assert.Equal(PurchaseReasons.OverBudget, third.Failure?.Reason);
        Assert.Equal(2, wallet.Signed);
    }

    [Theory]
    [InlineData("settlement_pending", 402)]
    [InlineData("settlement_pending", 502)]
    [InlineData("payment_in_progress", 402)]
    public async Task A_settlement_that_is_not_decided_is_unknown_and_asked_for_again(string reason, int status)
    {
        var pending = true;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is not { } payment || !pending)
                return Shop.Sell(context, Offers.Cent);
            context.Response.StatusCode = status;
            return Shop.Deliver(context, payment, Shop.Receipt(payment) with { Success = false, ErrorReason = reason });
        });
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);

        var unknown = await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        pending = false;
        using var settled = await client.BuyAsync(shop.Url);

        Assert.Equal(reason, unknown.Reason.Code);
        Assert.Equal("0x" + new string('7', 64), unknown.Transaction);
        Assert.Equal(PurchaseOutcome.Paid, settled.Outcome);
        Assert.Equal(1, wallet.Signed);
    }

    [Fact]
    public async Task A_failed_settlement_is_reported_with_the_servers_reason()
    {
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is not { } payment)
                return Shop.Ask(context, Offers.Cent);
            context.Response.StatusCode = 402;
            return Shop.Deliver(context, payment, Shop.Receipt(payment) with { Success = false, Transaction = "", ErrorReason = "invalid_exact_evm_insufficient_balance", ErrorMessage = "The payer has 0." });
        });
        using var client = Buyer.Create(new TestWallet());

        var failure = await client.FailsAsync<PaymentRefusedException>(shop.Url);

        Assert.Equal(PaymentReasons.ExactEvmInsufficientBalance, failure.Reason);
        Assert.Equal("The payer has 0.", failure.ServerMessage);
    }

    [Fact]
    public async Task A_412_after_payment_is_a_refusal_with_its_reason()
    {
        await using var shop = await Shop.OpenAsync(async context =>
        {
            var paid = Shop.Payment(context.Request) is not null;
            context.Response.StatusCode = paid ? 412 : 402;
            context.Response.Headers[PaymentHeaders.PaymentRequired] = PaymentCodec.EncodeHeader(Offers.Required(paid ? "permit2_allowance_required" : null, Offers.Cent));
            await context.Response.CompleteAsync();
        });
        using var client = Buyer.Create(new TestWallet());

        Assert.Equal("permit2_allowance_required", (await client.FailsAsync<PaymentRefusedException>(shop.Url)).Reason.Code);
    }

    [Theory]
    [InlineData(AuthorizationFate.Void)]
    [InlineData(AuthorizationFate.Pending)]
    [InlineData(AuthorizationFate.Unknown)]
    [InlineData(AuthorizationFate.Settled)]
    public async Task Before_it_expires_a_payment_is_never_replaced_whatever_the_chain_says(AuthorizationFate fate)
    {
        await using var shop = await BrokenShopAsync(() => true);
        var wallet = new TestWallet(_time) { Fate = fate };
        using var client = Buyer.Create(wallet, services: new PaymentServices { Time = _time, Evidence = [wallet] });

        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        _time.Advance(TimeSpan.FromSeconds(301)); // expired, but within the clock skew
        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);

        Assert.Equal(1, wallet.Signed);
    }

    [Fact]
    public async Task An_expired_payment_that_the_chain_proves_void_is_replaced_without_being_sent_again()
    {
        var broken = true;
        await using var shop = await BrokenShopAsync(() => broken);
        var wallet = new TestWallet(_time);
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.01"), new PaymentServices { Time = _time, Evidence = [wallet] });

        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        _time.Advance(TimeSpan.FromMinutes(10));
        broken = false;
        wallet.Fate = AuthorizationFate.Void;
        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
        Assert.Equal(2, wallet.Signed);
        Assert.Equal(2, shop.Nonces.Distinct().Count());
        Assert.Equal(2, shop.Nonces.Length);
    }

    [Fact]
    public async Task An_expired_payment_that_was_settled_is_claimed_from_the_server_and_never_paid_again_in_the_same_call()
    {
        var broken = true;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null)
                return Shop.Ask(context, Offers.Cent);
            if (!broken)
                return Shop.Ask(context, "expired", Offers.Cent);
            context.Abort();
            return Task.CompletedTask;
        });
        var wallet = new TestWallet(_time) { Fate = AuthorizationFate.Settled };
        using var client = Buyer.Create(wallet, services: new PaymentServices { Time = _time, Evidence = [wallet] });

        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        _time.Advance(TimeSpan.FromMinutes(10));
        broken = false;
        var failure = await client.FailsAsync<PaidNotDeliveredException>(shop.Url);

        Assert.Equal(PurchaseReasons.PaidNotDelivered, failure.Reason);
        Assert.Equal(1, wallet.Signed);
    }

    [Fact]
    public async Task Without_a_view_of_the_chain_an_expired_payment_is_offered_once_more_before_it_is_replaced()
    {
        var broken = true;
        string? first = null;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is not { } payment)
                return Shop.Ask(context, Offers.Cent);
            var nonce = payment.Payload.GetProperty("authorization").GetProperty("nonce").GetString();
            first ??= nonce;
            if (broken)
            {
                context.Abort();
                return Task.CompletedTask;
            }
            return nonce == first ? Shop.Ask(context, "invalid_exact_evm_payload_authorization_valid_before", Offers.Cent) : Shop.Deliver(context, payment);
        });
        var wallet = new TestWallet(_time);
        using var client = Buyer.Create(wallet, o => o.LimitTotal("$0.02"), new PaymentServices { Time = _time, Evidence = [wallet] });

        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        _time.Advance(TimeSpan.FromMinutes(10));
        broken = false;
        using var result = await client.BuyAsync(shop.Url);
        using var next = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
        Assert.Equal(2, wallet.Signed);
        Assert.Equal(PurchaseReasons.OverBudget, next.Failure?.Reason); // the first one goes on counting: nobody proved it void
    }

    [Theory]
    [InlineData("invalid_exact_evm_nonce_already_used")]
    [InlineData("payment_already_used")]
    public async Task A_payment_that_the_server_calls_used_is_spent(string reason)
    {
        await using var shop = await Shop.OpenAsync(context => Shop.Ask(context, Shop.Payment(context.Request) is null ? null : reason, Offers.Cent));
        using var client = Buyer.Create(new TestWallet(), o => o.LimitTotal("$0.01"));

        await client.FailsAsync<PaidNotDeliveredException>(shop.Url);

        Assert.Equal(PurchaseReasons.OverBudget, (await client.FailsAsync<PaymentNotMadeException>(shop.Url)).Reason);
    }

    private static Task<Shop> BrokenShopAsync(Func<bool> isBroken) => Shop.OpenAsync(context =>
    {
        if (Shop.Payment(context.Request) is null || !isBroken())
            return Shop.Sell(context, Offers.Cent);
        context.Abort();
        return Task.CompletedTask;
    });

    private static async Task UntilAborted(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(() => aborted.SetResult());
        await aborted.Task;
    }

    private sealed class FullDisk : IPurchaseJournal
    {
        public ValueTask<PurchaseRecord?> ClaimAsync(string key, CancellationToken cancellationToken) => default;

        public ValueTask<bool> AddAsync(PurchaseRecord record, CancellationToken cancellationToken) => throw new IOException("No space left on device.");

        public ValueTask ReleaseAsync(PurchaseRecord record, CancellationToken cancellationToken) => default;

        public ValueTask<IReadOnlyList<PurchaseRecord>> ListOpenAsync(int limit, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<PurchaseRecord>>([]);
    }
}
