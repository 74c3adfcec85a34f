using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using X402.AspNetCore.Tests.Support;
using X402.Payments;
using X402.TestSupport;

namespace X402.AspNetCore.Tests;

/// <summary>Several servers on one real Redis.</summary>
public sealed class ReplicaTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private int _served;

    [Fact]
    public async Task One_payment_sent_to_two_servers_a_hundred_times_buys_once_and_all_get_its_result()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        var payment = await one.SignAsync("/x");

        var responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? one : two).PayAsync("/x", payment)));

        foreach (var response in responses)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("served 1", await Wallet.BodyOf(response));
            response.Dispose();
        }
        Assert.Equal((1, 1), (_served, one.Facilitator.Settlements + two.Facilitator.Settlements));
    }

    [Fact]
    public async Task What_one_server_could_not_finish_another_one_does()
    {
        // its clock stands still, as for a process that hangs: it renews nothing
        await using var one = await OpenAsync(new FakeTimeProvider(DateTimeOffset.UtcNow));
        var payment = await one.SignAsync("/x");
        var settling = new TaskCompletionSource();
        var wakesUp = new TaskCompletionSource();
        one.Facilitator.OnSettle = async (request, _) =>
        {
            settling.SetResult();
            await wakesUp.Task;
            return ScriptedFacilitator.Failed(request, "too_late");
        };
        var lost = one.PayAsync("/x", payment);
        await settling.Task;

        await using var two = await OpenAsync(new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(5)));
        using var response = await FetchAsync(two, payment);

        Assert.Equal("served 1", await Wallet.BodyOf(response));
        Assert.Equal(1, two.Facilitator.Settlements);
        // the first one wakes up with an answer that is worth nothing any more
        wakesUp.SetResult();
        using var late = await lost;
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        var record = await two.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken);
        Assert.Equal(PaymentState.Settled, record!.State);
    }

    [Fact]
    public async Task Without_its_store_a_server_serves_and_charges_nothing()
    {
        await using var own = await X402.TestSupport.Redis.RedisProcess.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var shop = await OpenAsync(connectionString: own.ConnectionString);
        var payment = await shop.SignAsync("/x");
        await own.KillAsync(TestContext.Current.CancellationToken);

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("payment_store_unavailable", await Wallet.ReasonOf(response));
        Assert.Equal((0, 0), (_served, shop.Facilitator.Settlements));
    }

    // until the reconciler or this very request has closed it
    private static async Task<HttpResponseMessage> FetchAsync(Shop shop, Protocol.PaymentPayload payment)
    {
        while (true)
        {
            var response = await shop.PayAsync("/x", payment);
            if (response.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.BadGateway))
                return response;
            response.Dispose();
        }
    }

    private Task<Shop> OpenAsync(FakeTimeProvider? clock = null, string? connectionString = null) => Shop.OpenAsync(
        app => app.MapGet("/x", () => $"served {Interlocked.Increment(ref _served)}").RequirePayment("$0.01"),
        builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:redis"] = connectionString ?? redis.Server.ConnectionString });
            builder.Services.AddX402().AddRedisLedger();
        },
        clock: clock);
}
