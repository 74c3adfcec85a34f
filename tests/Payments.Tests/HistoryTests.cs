using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using X402.Services.Payments.History;
using X402.Services.Payments.Ingest;

namespace X402.Services.Payments.Tests;

public sealed class HistoryTests : IDisposable
{
    private static readonly DateTimeOffset s_began = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("x402-history-");
    private PaymentHistory _history;
    private PaymentQueries _queries;

    public HistoryTests() => (_history, _queries) = Open();

    [Fact]
    public void A_paid_payment_has_all_its_facts()
    {
        var story = new Story(s_began);

        _history.Store(SpanReader.Read(story.Paid()));

        var payment = _queries.Find(story.TraceId)!;
        Assert.Equal(PaymentOutcome.Paid, payment.Outcome);
        Assert.Equal("/weather/{city}", payment.Endpoint);
        Assert.Equal(story.Payer, payment.Payer);
        Assert.Equal(story.Transaction, payment.Transaction);
        Assert.Equal(42, payment.Block);
        Assert.Equal(61234, payment.Gas);
        Assert.Equal(TimeSpan.FromMilliseconds(140), payment.Duration);
        Assert.Equal("0.01 xUSD", MoneyText.Of(payment.Amount, payment.Network, payment.Asset));
        Assert.Equal(Enumerable.Range(1, 12), _queries.Spans(story.TraceId).Select(span => span.Step).Where(step => step > 0).Order());
    }

    [Fact]
    public void A_refused_payment_tells_why()
    {
        var story = new Story(s_began);

        _history.Store(SpanReader.Read(story.Refused("insufficient_funds")));

        var payment = _queries.Find(story.TraceId)!;
        Assert.Equal(PaymentOutcome.Refused, payment.Outcome);
        Assert.Equal("insufficient_funds", payment.Reason);
        Assert.Null(payment.Transaction);
    }

    [Fact]
    public void An_unknown_payment_becomes_paid_when_the_chain_has_spoken()
    {
        var story = new Story(s_began);

        _history.Store(SpanReader.Read(story.Unknown()));
        Assert.Equal(PaymentOutcome.Unknown, _queries.Find(story.TraceId)!.Outcome);

        _history.Store(SpanReader.Read(story.SettledLater()));
        var payment = _queries.Find(story.TraceId)!;
        Assert.Equal(PaymentOutcome.Paid, payment.Outcome);
        Assert.Null(payment.Reason);
    }

    [Fact]
    public void Who_only_asked_for_the_price_is_not_in_the_list_of_payments()
    {
        _history.Store(SpanReader.Read(new Story(s_began).OnlyAsked()));
        _history.Store(SpanReader.Read(new Story(s_began).Pending()));

        Assert.Equal(PaymentOutcome.Pending, Assert.Single(_queries.List(new PaymentFilter(), 0, 10)).Outcome);
        Assert.Single(_queries.List(new PaymentFilter { Outcome = PaymentOutcome.Offered }, 0, 10));
    }

    [Fact]
    public void The_same_batch_again_changes_nothing()
    {
        var story = new Story(s_began);
        var request = story.Paid();

        _history.Store(SpanReader.Read(request));
        _history.Store(SpanReader.Read(request));

        Assert.Single(_queries.List(new PaymentFilter(), 0, 10));
        Assert.Equal(13, _queries.Spans(story.TraceId).Count);
    }

    [Fact]
    public void Spans_make_the_same_payment_in_any_order()
    {
        var story = new Story(s_began);
        var spans = SpanReader.Read(story.Paid());

        foreach (var span in spans.OrderByDescending(span => span.Start))
            _history.Store([span]);

        Assert.Equal(PaymentProjection.Of(spans), _queries.Find(story.TraceId));
    }

    [Fact]
    public void A_search_finds_transaction_payer_reason_and_endpoint_and_takes_nothing_for_a_pattern()
    {
        var paid = new Story(s_began);
        var refused = new Story(s_began.AddSeconds(1), "/summarize");
        _history.Store(SpanReader.Read(paid.Paid()));
        _history.Store(SpanReader.Read(refused.Refused("insufficient_funds")));

        Assert.Equal(paid.TraceId, Found(paid.Transaction[10..30]));
        Assert.Equal(paid.TraceId, Found(paid.Payer.ToUpperInvariant()));
        Assert.Equal(refused.TraceId, Found("insufficient_f"));
        Assert.Equal(refused.TraceId, Found("/summ"));
        Assert.Null(Found("%"));
        Assert.Null(Found("insufficient%funds"));
        Assert.Null(Found("' OR 1=1 --"));

        string? Found(string search) => _queries.List(new PaymentFilter { Search = search }, 0, 10).SingleOrDefault()?.TraceId;
    }

    [Fact]
    public void Payments_of_one_transaction_know_each_other()
    {
        var first = new Story(s_began) { BatchSize = 2 };
        var second = new Story(s_began.AddMilliseconds(3)) { BatchSize = 2, Transaction = first.Transaction };
        _history.Store(SpanReader.Read(first.Paid()));
        _history.Store(SpanReader.Read(second.Paid()));

        Assert.Equal([first.TraceId, second.TraceId], _queries.Batch(first.Transaction).Select(payment => payment.TraceId));
    }

    [Fact]
    public void The_oldest_payments_go_when_the_history_is_full()
    {
        Reopen(capacity: 100);

        var stories = Enumerable.Range(0, 500).Select(second => new Story(s_began.AddSeconds(second))).ToList();
        foreach (var story in stories)
            _history.Store(SpanReader.Read(story.Pending()));
        Reopen(capacity: 100);
        _history.Store(SpanReader.Read(stories[^1].Pending()));

        var left = _queries.List(new PaymentFilter(), 0, 1000);
        Assert.Equal(100, left.Count);
        Assert.Equal(stories[^1].TraceId, left[0].TraceId);
        Assert.Empty(_queries.Spans(stories[0].TraceId));
    }

    [Fact]
    public void Statistics_add_up_what_the_list_lists()
    {
        _history.Store(SpanReader.Read(new Story(s_began).Paid()));
        _history.Store(SpanReader.Read(new Story(s_began.AddMinutes(59)).Paid()));
        _history.Store(SpanReader.Read(new Story(s_began.AddMinutes(30), "/summarize") { Amount = "50000" }.Paid()));
        _history.Store(SpanReader.Read(new Story(s_began.AddMinutes(31)).Refused("insufficient_funds")));

        var seen = new PaymentStatistics(_queries.Groups(s_began, TimeSpan.FromHours(1)), _queries.Timings(s_began), s_began.AddHours(1), TimeSpan.FromHours(1));

        Assert.Equal("0.07 xUSD", Assert.Single(seen.Revenue));
        Assert.Equal((3, 1), (seen[PaymentOutcome.Paid], seen[PaymentOutcome.Refused]));
        Assert.Equal(["/summarize", "/weather/{city}"], seen.Endpoints.Select(endpoint => endpoint.Endpoint));
        Assert.Equal((1, 1, 2), (seen.Endpoints[1].Spread[0], seen.Endpoints[1].Spread[^1], seen.Endpoints[1].Count));
        Assert.Equal("insufficient_funds", Assert.Single(seen.Reasons).Key);
        Assert.Equal(61234, seen.GasPerPayment);
        Assert.Equal(TimeSpan.FromMilliseconds(140), seen.Timings!.Total!.Median);
        Assert.Equal(3, seen.Timings.Settle!.Count);
    }

    [Fact]
    public void A_page_of_ten_thousand_payments_reads_only_itself()
    {
        for (var batch = 0; batch < 100; batch++)
            _history.Store([.. Enumerable.Range(0, 100).SelectMany(number => SpanReader.Read(new Story(s_began.AddSeconds((batch * 100) + number)).Pending()))]);

        var page = _queries.List(new PaymentFilter(), 9_000, 30);

        Assert.Equal(30, page.Count);
        Assert.Equal(10_000, _queries.Count(new PaymentFilter())[PaymentOutcome.Pending]);
    }

    public void Dispose()
    {
        _history.Dispose();
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private void Reopen(int capacity)
    {
        _history.Dispose();
        (_history, _queries) = Open(capacity);
    }

    private (PaymentHistory, PaymentQueries) Open(int capacity = 50_000)
    {
        var history = new PaymentHistory(Options.Create(new PaymentsOptions { DataDirectory = _directory.FullName, Capacity = capacity }), new PaymentFeed());
        return (history, new PaymentQueries(history));
    }
}
