using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using X402.AspNetCore.Tests.Support;
using X402.Diagnostics;
using X402.Facilitators;
using X402.Payments;

namespace X402.AspNetCore.Tests;

/// <summary>What a server tells about a payment.</summary>
[Collection("listeners hear everybody")]
public sealed class TracingTests
{
    [Fact]
    public async Task A_settlement_that_ends_after_the_answer_is_told_in_the_trace_of_its_payment()
    {
        using var told = new Told();
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"), clock: new());
        shop.Facilitator.OnSettle = static (_, _) => throw new FacilitatorException();
        var payment = await shop.SignAsync("/x");
        using var pending = await shop.PayAsync("/x", payment);
        Assert.Equal(HttpStatusCode.BadGateway, pending.StatusCode);
        var id = Wallet.IdOf(payment, payment.Accepted!);

        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Settled(request));
        shop.Time().Advance(TimeSpan.FromMinutes(1));
        await told.WaitAsync(span => IsOf(span, id) && (string?)span.GetTagItem(PaymentTags.State) == nameof(PaymentState.Settled));

        var settlements = told.Spans.Where(span => IsOf(span, id) && span.OperationName == PaymentSteps.Settle).ToArray();
        Assert.Equal(2, settlements.Length);
        Assert.Single(settlements.Select(static span => span.TraceId).Distinct());
    }

    [Fact]
    public async Task Documents_are_recorded_only_where_that_is_switched_on_and_never_with_a_signature()
    {
        using var told = new Told();
        await using var silent = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));
        await using var open = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"), options: static o => o.RecordDocuments = true);
        var hidden = await silent.SignAsync("/x");
        var shown = await open.SignAsync("/x");
        using var first = await silent.PayAsync("/x", hidden);
        using var second = await open.PayAsync("/x", shown);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);

        Assert.Empty(Documents(told, Wallet.IdOf(hidden, hidden.Accepted!)));
        var id = Wallet.IdOf(shown, shown.Accepted!);
        // the span of the request ends a moment after the buyer has its answer
        await told.WaitAsync(span => span.Source.Name == "Microsoft.AspNetCore" && IsOf(span, id));
        var documents = Documents(told, id);
        Assert.Equal(
            [PaymentDocuments.Payment, PaymentDocuments.Receipt, PaymentDocuments.SettleAnswer, PaymentDocuments.SettleRequest, PaymentDocuments.VerifyAnswer, PaymentDocuments.VerifyRequest],
            documents.Select(static document => document.Name).Order());
        Assert.Equal("PAYMENT-SIGNATURE", documents.Single(static document => document.Name == PaymentDocuments.Payment).Header);
        Assert.Contains("not recorded", documents.Single(static document => document.Name == PaymentDocuments.Payment).Content, StringComparison.Ordinal);
        var signature = shown.Payload.GetProperty("signature").GetString()!;
        Assert.All(documents, document => Assert.DoesNotContain(signature[10..30], document.Content, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("""{"a":{"mySignatures":["abcdefgh"]}}""")]
    [InlineData("""{"anything":"0xabcdefghabcdefghabcdefghabcdefghabcdefghabcdefghabcdefghabcdefghabcdefgh"}""")]
    public void What_could_be_a_signature_under_another_name_is_taken_out_too(string json)
    {
        var content = Diagnostics.WireDocuments.WithoutSignatures(Encoding.UTF8.GetBytes(json))!;

        Assert.DoesNotContain("abcdefgh", content, StringComparison.Ordinal);
        Assert.Contains("not recorded", content, StringComparison.Ordinal);
    }

    private static bool IsOf(Activity span, PaymentId id) => (string?)span.GetTagItem(PaymentTags.PaymentId) == id.ToString();

    private static (string Name, string? Header, string Content)[] Documents(Told told, PaymentId id)
    {
        var trace = told.Spans.First(span => IsOf(span, id)).TraceId;
        return
        [
            .. from span in told.Spans
               where span.TraceId == trace
               from recorded in span.Events
               where recorded.Name == PaymentDocuments.EventName
               let tags = recorded.Tags.ToDictionary()
               select ((string)tags[PaymentDocuments.Name]!, (string?)tags.GetValueOrDefault(PaymentDocuments.Header), (string)tags[PaymentDocuments.Content]!),
        ];
    }

    /// <summary>Everything that is told while it exists.</summary>
    private sealed class Told : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly ConcurrentQueue<Activity> _spans = new();
        private readonly SemaphoreSlim _more = new(0);

        public Told()
        {
            _listener = new()
            {
                ShouldListenTo = static source => source.Name is X402Telemetry.Name or "Microsoft.AspNetCore",
                Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span =>
                {
                    _spans.Enqueue(span);
                    _more.Release();
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IEnumerable<Activity> Spans => _spans;

        public async Task WaitAsync(Func<Activity, bool> isIt)
        {
            while (!_spans.Any(isIt))
                await _more.WaitAsync(TestContext.Current.CancellationToken);
        }

        public void Dispose()
        {
            _listener.Dispose();
            _more.Dispose();
        }
    }
}
