using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Diagnostics;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

[Collection("listeners hear everybody")]
public sealed class UnpaidPathAllocationTests
{
    private const int Rounds = 1000;

    [Fact]
    public async Task An_unpaid_request_allocates_no_more_than_writing_the_same_answer_by_hand()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));
        using var unpaid = await shop.AskAsync("/x");
        var header = unpaid.Headers.GetValues(PaymentHeaders.PaymentRequired).Single();
        var body = await unpaid.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var gated = shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single().RequestDelegate!;

        var byHand = Measure(context =>
        {
            var response = context.Response;
            response.StatusCode = 402;
            response.Headers.CacheControl = "no-store";
            response.Headers[PaymentHeaders.PaymentRequired] = header;
            response.ContentType = "application/json";
            response.ContentLength = body.Length;
            var written = response.BodyWriter.WriteAsync(body);
            return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
        });
        var byGate = Measure(gated);

        Assert.Equal(byHand, byGate);
    }

    [Fact]
    public async Task A_trace_that_is_not_sampled_costs_an_unpaid_request_no_span()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));
        using (await shop.AskAsync("/x")) { }
        var gated = shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single().RequestDelegate!;
        var alone = Measure(gated);
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == X402Telemetry.Name,
            Sample = static (ref _) => ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);

        // asking the sampler is one small object of the runtime's; a span would be several hundred bytes
        Assert.InRange(Measure(gated) - alone, 0, 64);
    }

    private static long Measure(RequestDelegate endpoint)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new Sink());
        context.Request.Method = "GET";
        context.Request.Path = "/x";
        for (var i = 0; i < Rounds; i++)
            Assert.True(endpoint(context).IsCompletedSuccessfully);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            _ = endpoint(context).IsCompleted;
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }

    /// <summary>A response that goes nowhere and allocates nothing.</summary>
    private sealed class Sink : PipeWriter, IHttpResponseBodyFeature
    {
        private readonly byte[] _buffer = new byte[16 * 1024];

        public Stream Stream => Stream.Null;

        public PipeWriter Writer => this;

        public override void Advance(int bytes)
        {
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;

        public Task CompleteAsync() => Task.CompletedTask;

        public void DisableBuffering()
        {
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
