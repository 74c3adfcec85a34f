using System.Collections.Concurrent;
using System.Diagnostics;
using X402.Facilitator.Tests.Hosting;
using X402.Facilitators;
using X402.Grpc;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

public sealed class TraceTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_settlement_is_one_trace_from_the_request_to_the_chain_and_names_no_secret(bool grpc)
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "X402" or "Microsoft.AspNetCore" or "purchase",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await FacilitatorHost.StartAsync(fixture.Chain);
        using var source = new ActivitySource("purchase");
        using var purchase = source.StartActivity("purchase")!;
        var payment = await new Payer(fixture.Chain).PayAsync();

        IFacilitator facilitator = grpc ? new GrpcFacilitator(host.GrpcChannel.CreateCallInvoker(), TimeProvider.System) : host.Facilitator;
        var receipt = await facilitator.SettleAsync(payment, TestContext.Current.CancellationToken);

        var trace = ended.Where(activity => activity.TraceId == purchase.TraceId && activity.Source.Name == "X402").ToArray();
        foreach (var step in new[] { "x402.6 check payment", "x402.9 submit", "x402.10 confirm", "x402.11 answer" })
            Assert.Contains(trace, activity => activity.OperationName == step);
        var confirm = trace.Single(static activity => activity.OperationName == "x402.10 confirm");
        Assert.Equal(receipt.Transaction, confirm.GetTagItem("x402.transaction"));
        Assert.True(confirm.Duration > TimeSpan.Zero);
        var signature = payment.Payload.Payload.GetProperty("signature").GetString()!;
        Assert.DoesNotContain(trace.SelectMany(static activity => activity.TagObjects), tag => $"{tag.Value}".Contains(signature, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Payments_of_one_transaction_stay_in_their_own_traces_and_are_linked_with_the_batch()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "X402" or "Microsoft.AspNetCore" or "several purchases",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, TestContext.Current.CancellationToken);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:MaxInFlight"] = "1" });
        using var source = new ActivitySource("several purchases");
        var payments = await new Payer(chain).PayManyAsync(4);

        var receipts = await BatchTests.SettleTogetherAsync(chain, host, payments, () => source.StartActivity("purchase", ActivityKind.Internal, parentContext: default));

        var shared = receipts.GroupBy(static receipt => receipt.Transaction).Single(static batch => batch.Count() > 1);
        var batch = Assert.Single(ended, activity => activity.OperationName == "x402 batch" && (string?)activity.GetTagItem("x402.transaction") == shared.Key);
        var steps = ended.Where(activity => activity.OperationName == "x402.9 submit" && (string?)activity.GetTagItem("x402.transaction") == shared.Key).ToArray();
        Assert.Equal(3, steps.Length);
        Assert.Equal(3, steps.Select(static step => step.TraceId).Distinct().Count());
        Assert.DoesNotContain(batch.TraceId, steps.Select(static step => step.TraceId));
        Assert.Equal(batch.Links.Select(static link => link.Context.TraceId.ToHexString()).Order(), steps.Select(static step => step.TraceId.ToHexString()).Order());
        Assert.All(steps, step => Assert.Equal(batch.SpanId, Assert.Single(step.Links).Context.SpanId));
    }
}
