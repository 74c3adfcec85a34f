using X402.Campaign.Throughput;

namespace X402.EndToEnd.Tests.Campaigns;

/// <summary>The small sister of <c>dotnet run --project tests/Campaign -- throughput</c>.</summary>
public sealed class ThroughputTests
{
    private const ulong GasOfADirectPayment = 69_000;

    [Fact]
    public async Task Two_replicas_with_four_relayers_settle_hundreds_at_once_for_less_gas_than_direct_sends()
    {
        var options = new ThroughputOptions { Payments = 300, Callers = 300 };

        var result = await ThroughputRun.RunAsync(options, TestContext.Current.CancellationToken);

        Assert.Empty(result.Findings);
        Assert.Equal(options.Payments, result.Settled);
        // how much is batched depends on how fast the callers come; a lone one waits for nobody
        Assert.True(result.Transactions < (ulong)options.Payments * 3 / 4, $"{result.Transactions} transactions");
        Assert.True(result.GasPerPayment < GasOfADirectPayment, $"{result.GasPerPayment} gas");
    }
}
