using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using X402.DependencyInjection;
using X402.Facilitator.Tests.Hosting;
using X402.Facilitators;
using X402.Settlement;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Grpc;

/// <summary>A settlement waits for a block; nobody else waits for it.</summary>
public sealed class GrpcCapacityTests
{
    // more than 100 on each of the four connections, which is what a server takes at once on one
    private const int Settlements = 500;

    // no block comes: what has to wait for one waits longer than this
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hundreds_of_settlements_wait_for_a_block_and_keep_no_verification_waiting()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true, GasLimit = 2_000_000_000 }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        await using var server = ServerOf(host);
        var facilitator = server.GetRequiredService<IFacilitator>();
        var payer = new Payer(chain);
        var settling = Array.ConvertAll(await payer.PayManyAsync(Settlements, payer.Ask(maxTimeoutSeconds: 300)), payment => facilitator.SettleAsync(payment, Cancellation));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);

        var verdict = await facilitator.VerifyAsync(await payer.PayAsync(), patience.Token);
        while (await CountAsync(host) < Settlements)
            await Task.Delay(50, patience.Token);

        Assert.True(verdict.IsValid, verdict.InvalidReason);
        Assert.DoesNotContain(settling, static settlement => settlement.IsCompleted);
        while (!Task.WhenAll(settling).IsCompleted)
        {
            await chain.MineAsync(cancellationToken: Cancellation);
            await Task.Delay(100, Cancellation);
        }
        Assert.All(settling, static settlement => Assert.True(settlement.Result.Success, settlement.Result.ErrorReason));
    }

    private static async Task<int> CountAsync(FacilitatorHost host)
    {
        var count = 0;
        await foreach (var _ in host.Journal.QueryAsync(new SettlementQuery(), Cancellation))
            count++;
        return count;
    }

    // as a resource server is told to talk to its facilitator
    private static ServiceProvider ServerOf(FacilitatorHost host)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        new ServerBuilder(services).AddGrpcFacilitator(options => options.Url = $"http://{host.GrpcChannel.Target}");
        return services.BuildServiceProvider();
    }

    private sealed record ServerBuilder(IServiceCollection Services) : IX402ServerBuilder;
}
