namespace X402.AppHost.Tests;

/// <summary>A stack on somebody else's chain.</summary>
public sealed class ExternalChainTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pay-to")]
    [InlineData("relayer-key")]
    [InlineData("agent-key")]
    public async Task The_development_accounts_stay_on_the_local_chain(string account)
    {
        await using var local = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([], (_, _) => { }, Cancellation);
        await using var elsewhere = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--ConnectionStrings:chain=http://127.0.0.1:9"], (_, _) => { }, Cancellation);
        await using var own = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--ConnectionStrings:chain=http://127.0.0.1:9", $"--Parameters:{account}=0x1234"], (_, _) => { }, Cancellation);

        Assert.StartsWith("0x", await ValueAsync(local, account), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<DistributedApplicationException>(async () => await ValueAsync(elsewhere, account));
        Assert.Equal("0x1234", await ValueAsync(own, account));
    }

    private static ValueTask<string?> ValueAsync(IDistributedApplicationTestingBuilder builder, string account) =>
        builder.Resources.OfType<ParameterResource>().Single(parameter => parameter.Name == account).GetValueAsync(Cancellation);
}
