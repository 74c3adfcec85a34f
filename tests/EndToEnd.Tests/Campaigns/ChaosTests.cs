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
        // ends when every kill point was reached, which is a matter of half a minute; a busy machine may take longer
        var options = new ChaosOptions { Seed = 4_021, Kills = 16, Buyers = 6, Lanes = 1, Longest = TimeSpan.FromMinutes(4) };

        var result = await ChaosCampaign.RunAsync(options, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(result.ToMarkdown());
        Assert.True(result.IsRight, result.ToMarkdown());
        Assert.True(result.Delivered > 0);
        Assert.Empty(result.Missed);
    }
}
