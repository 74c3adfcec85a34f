using X402.Campaign.Chaos;

namespace X402.EndToEnd.Tests.Campaigns;

/// <summary>
/// A short campaign in every build. A long one, with its results: <c>dotnet run --project tests/Campaign -- chaos</c>, see RESULTS.md there.
/// </summary>
public sealed class ChaosTests
{
    [Fact]
    public async Task Whatever_dies_while_buyers_buy_chain_ledger_journal_and_deliveries_agree()
    {
        var options = new ChaosOptions { Seed = 4_021, Kills = 16, Buyers = 6, Longest = TimeSpan.FromSeconds(25) };

        var result = await ChaosCampaign.RunAsync(options, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(result.ToMarkdown());
        Assert.True(result.IsRight, result.ToMarkdown());
        Assert.True(result.Delivered > 0);
        Assert.True(result.Kills > 0);
    }
}
