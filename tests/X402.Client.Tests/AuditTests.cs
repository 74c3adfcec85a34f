using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using X402.Client.Tests.Support;
using X402.Diagnostics;
using X402.Reasons;

namespace X402.Client.Tests;

public sealed class AuditTests
{
    [Fact]
    public async Task Every_decision_is_recorded_in_order()
    {
        var fail = true;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null || !fail)
                return Shop.Sell(context, Offers.Cent);
            context.Abort();
            return Task.CompletedTask;
        });
        var audit = new Records();
        using var client = Buyer.Create(new TestWallet(), o => o.LimitTotal("$0.01"), new PaymentServices { Audit = audit });

        await client.FailsAsync<PaymentOutcomeUnknownException>(new Uri(shop.Url, "/weather?name=Ada"));
        fail = false;
        using var paid = await client.BuyAsync(new Uri(shop.Url, "/weather?name=Ada"));
        using var declined = await client.BuyAsync(shop.Url);

        var entries = audit.ToArray();
        Assert.Equal(
            [PurchaseEvent.Signed, PurchaseEvent.Unknown, PurchaseEvent.Replayed, PurchaseEvent.Paid, PurchaseEvent.Declined],
            entries.Select(entry => entry.Event));
        Assert.Single(entries[..4].Select(entry => (entry.PurchaseId, entry.PaymentId, entry.RequestFingerprint)).Distinct());
        Assert.NotNull(entries[3].Receipt);
        Assert.Equal(PurchaseReasons.OverBudget.Code, entries[4].Reason);
        Assert.All(entries, entry => Assert.DoesNotContain("Ada", entry.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_signed_away_when_the_decision_cannot_be_recorded()
    {
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet(), services: new PaymentServices { Audit = new Records { Broken = true } });

        await Assert.ThrowsAsync<IOException>(() => client.GetAsync(shop.Url, TestContext.Current.CancellationToken));

        Assert.Empty(shop.Payments);
    }

    [Fact]
    public async Task The_log_tells_the_purchase_and_not_the_signature()
    {
        var lines = new Lines();
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(lines));
        using var client = Buyer.Create(new TestWallet(), services: new PaymentServices { Loggers = loggers });

        using var result = await client.BuyAsync(shop.Url);

        Assert.Contains(lines.All, line => line.Contains("Paid", StringComparison.Ordinal) && line.Contains(result.Receipt!.Transaction, StringComparison.Ordinal));
        Assert.DoesNotContain(lines.All, line => line.Contains(new string('1', 130), StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_purchase_is_one_trace_with_its_numbered_steps()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var root = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == X402Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId)
                    spans.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet());

        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal([PaymentSteps.Request, PaymentSteps.CreatePayload, PaymentSteps.Pay, PaymentSteps.Purchase], spans.Select(span => span.OperationName));
        var purchase = spans.Last();
        Assert.Equal("10000", purchase.GetTagItem(PaymentTags.Amount));
        Assert.Equal(result.Receipt!.PaymentId.ToString(), purchase.GetTagItem(PaymentTags.PaymentId));
        Assert.All(spans.SkipLast(1), span => Assert.Equal(purchase.SpanId, span.ParentSpanId));
        Assert.All(spans.SelectMany(span => span.TagObjects), tag => Assert.DoesNotContain(new string('1', 130), tag.Value?.ToString() ?? "", StringComparison.Ordinal));
    }

    private sealed class Records : ConcurrentQueue<PurchaseAuditEntry>, IPurchaseAudit
    {
        public bool Broken { get; init; }

        public ValueTask RecordAsync(PurchaseAuditEntry entry, CancellationToken cancellationToken)
        {
            if (Broken)
                throw new IOException("The audit log is full.");
            Enqueue(entry);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
