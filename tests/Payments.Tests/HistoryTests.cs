using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using X402.Services.Payments.History;
using X402.Services.Payments.Ingest;

namespace X402.Services.Payments.Tests;

public sealed class HistoryTests : IDisposable
{
    private static readonly DateTimeOffset s_began = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("x402-history-");
    private PaymentHistory _history;
    private readonly PaymentFeed _feed = new();
    private readonly FakeTimeProvider _clock = new(s_began.AddMinutes(59));
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

        var seen = new StatisticsReader(_queries, _feed, _clock).Read(StatisticsRange.Of("1h"));

        var revenue = Assert.Single(seen.Revenue);
        Assert.Equal("0.07 xUSD", revenue.Money(revenue.Total));
        Assert.Equal((10_000, 50_000), ((int)revenue.ByEndpoint["/weather/{city}"][0], (int)revenue.ByEndpoint["/summarize"][15]));
        Assert.Equal((3, 1), (seen[PaymentOutcome.Paid], seen[PaymentOutcome.Refused]));
        Assert.Equal(["/summarize", "/weather/{city}"], seen.Endpoints.Select(endpoint => endpoint.Endpoint));
        Assert.Equal((1, 1, 2), (seen.Endpoints[1].Spread[0], seen.Endpoints[1].Spread[^1], seen.Endpoints[1].Count));
        Assert.Equal("insufficient_funds", Assert.Single(seen.Reasons).Key);
        Assert.Equal(61234, seen.GasPerPayment);
        Assert.Equal((61234L, (long?)null), (seen.GasOverTime[0], seen.GasOverTime[1]));
        Assert.Equal((1, 1), (seen.Spread[PaymentOutcome.Refused][15], seen.Spread[PaymentOutcome.Paid][^1]));
        Assert.Equal(TimeSpan.FromMilliseconds(140), seen.Timings.Total!.Median);
        Assert.Equal(3, seen.Timings.Settle!.Count);
        Assert.Equal((1, null), (seen.Timings.OverTime[0]!.Count, seen.Timings.OverTime[1]));
    }

    [Fact]
    public void Payments_are_added_up_once_per_change_and_when_a_new_part_of_the_time_begins()
    {
        _history.Store(SpanReader.Read(new Story(s_began).Paid()));
        var (range, statistics) = (StatisticsRange.Of("1h"), new StatisticsReader(_queries, _feed, _clock));

        var first = statistics.Read(range);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Same(first, statistics.Read(range));

        _history.Store(SpanReader.Read(new Story(s_began.AddMinutes(2)).Paid()));
        var second = statistics.Read(range);
        Assert.Equal(2, second[PaymentOutcome.Paid]);

        // the hour moves by two minutes, and the oldest payment is out of it
        _clock.Advance(TimeSpan.FromSeconds(1));
        var third = statistics.Read(range);
        Assert.Equal((second.Begin.AddMinutes(2), 1), (third.Begin, third[PaymentOutcome.Paid]));
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
        var history = new PaymentHistory(Options.Create(new PaymentsOptions { DataDirectory = _directory.FullName, Capacity = capacity }), _feed);
        return (history, new PaymentQueries(history));
    }
}
