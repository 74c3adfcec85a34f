using Microsoft.Extensions.Options;
using X402.Facilitator.Tests.Hosting;
using X402.TestSupport;

namespace X402.Facilitator.Tests.Http;

public sealed class ConfigurationTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>
{
    [Fact]
    public async Task All_mistakes_are_told_at_start_and_none_of_them_repeats_a_secret()
    {
        var mistaken = await Assert.ThrowsAsync<OptionsValidationException>(() => FacilitatorHost.StartAsync(fixture.Chain, new Dictionary<string, string?>
        {
            ["Network:Network"] = "base",
            ["Network:RpcUrl"] = "ws://user:password@node",
            ["Network:RelayerKeys:0"] = "0xnokeyatall",
            ["Network:BatchSize"] = "0",
            ["Network:Confirmations"] = "3",
            ["Network:FinalityDepth"] = "2",
        }));

        foreach (var words in new[] { "Networks:0:Network is 'base'", "Networks:0:RpcUrl", "RelayerKeys:0 is not a private key", "BatchSize must be", "FinalityDepth must be at least" })
            Assert.Contains(words, mistaken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nokeyatall", mistaken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", mistaken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relayer_whose_key_is_published_sends_nothing_where_money_is_real()
    {
        var mistaken = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            FacilitatorHost.StartAsync(fixture.Chain, new Dictionary<string, string?> { ["Network:Network"] = "eip155:8453" }));

        Assert.Contains("RelayerKeys:0 is the published key", mistaken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merchants_that_cannot_work_are_told_at_start()
    {
        var mistaken = await Assert.ThrowsAsync<OptionsValidationException>(() => FacilitatorHost.StartAsync(fixture.Chain, new Dictionary<string, string?>
        {
            ["Facilitator:Merchants:0:Name"] = "",
            ["Facilitator:Merchants:0:ApiKeys:0"] = "short",
            ["Facilitator:Merchants:1:Name"] = "b",
            ["Facilitator:Merchants:1:Networks:0"] = "base",
        }));

        foreach (var words in new[] { "Merchants:0:Name is missing", "less than 16 characters", "Merchants:1:ApiKeys is empty", "has 'base'" })
            Assert.Contains(words, mistaken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", mistaken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_another_chain_settles_nothing()
    {
        await using var host = await FacilitatorHost.StartAsync(fixture.Chain, new Dictionary<string, string?> { ["Network:Network"] = "eip155:84532" });
        var payment = await new Payer(fixture.Chain).PayAsync();
        var mislabelled = payment with { Requirements = payment.Requirements with { Network = "eip155:84532" } };
        var sent = await fixture.Chain.TransactionsOfAsync(0);

        await Eventually.TrueAsync(async () => (await host.PostAsync("/settle", mislabelled)).Status == 503);

        Assert.Equal(sent, await fixture.Chain.TransactionsOfAsync(0));
    }
}
