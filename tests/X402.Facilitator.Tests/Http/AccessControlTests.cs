using System.Net;
using System.Text.Json;
using X402.Facilitator.Tests.Hosting;
using X402.TestSupport;

namespace X402.Facilitator.Tests.Http;

public sealed class AccessControlTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>
{
    private const string Key = "key-of-the-book-shop";
    private const string OtherKey = "key-of-the-tea-house";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Dictionary<string, string?> Merchants => new()
    {
        ["Facilitator:Merchants:0:Name"] = "book shop",
        ["Facilitator:Merchants:0:ApiKeys:0"] = Key,
        ["Facilitator:Merchants:0:PayTo:0"] = fixture.Chain.Accounts[1].Address.ToString().ToLowerInvariant(),
        ["Facilitator:Merchants:0:Networks:0"] = "eip155:31337",
        ["Facilitator:Merchants:1:Name"] = "tea house",
        ["Facilitator:Merchants:1:ApiKeys:0"] = OtherKey,
        ["Facilitator:Merchants:1:PayTo:0"] = fixture.Chain.Accounts[5].Address.ToString(),
        ["Facilitator:Merchants:1:RequestsPerSecond"] = "2",
    };

    [Theory]
    [InlineData(null, null)]
    [InlineData("X-Api-Key", "key-of-nobody-at-all")]
    [InlineData("Authorization", "Bearer key-of-nobody-at-all")]
    [InlineData("Authorization", "Basic key-of-the-book-shop")]
    public async Task Without_a_known_key_nothing_is_verified_settled_or_told(string? name, string? value)
    {
        await using var host = await FacilitatorHost.StartAsync(fixture.Chain, Merchants);
        var payment = await new Payer(fixture.Chain).PayAsync();
        (string, string)[] headers = name is null ? [] : [(name, value!)];
        var sent = await fixture.Chain.TransactionsOfAsync(0);

        var verified = await host.PostAsync("/verify", payment, headers);
        var settled = await host.PostAsync("/settle", payment, headers);
        using var status = await host.Http.GetAsync("/settlements/a/b/c/d", Cancellation);

        Assert.Equal((401, 401, 401), (verified.Status, settled.Status, (int)status.StatusCode));
        Assert.Equal("facilitator_not_authorized", settled.Json.GetProperty("errorReason").GetString());
        Assert.False(verified.Json.GetProperty("isValid").GetBoolean());
        Assert.Equal(sent, await fixture.Chain.TransactionsOfAsync(0));
    }

    [Theory]
    [InlineData("X-Api-Key", Key)]
    [InlineData("Authorization", "Bearer " + Key)]
    public async Task A_merchant_settles_to_its_own_recipient(string name, string value)
    {
        await using var host = await FacilitatorHost.StartAsync(fixture.Chain, Merchants);

        var (status, json) = await host.PostAsync("/settle", await new Payer(fixture.Chain).PayAsync(), (name, value));

        Assert.True(status == 200 && json.GetProperty("success").GetBoolean(), json.ToString());
    }

    [Fact]
    public async Task A_merchant_cannot_settle_to_somebody_elses_recipient()
    {
        await using var host = await FacilitatorHost.StartAsync(fixture.Chain, Merchants);
        var sent = await fixture.Chain.TransactionsOfAsync(0);

        var (status, json) = await host.PostAsync("/settle", await new Payer(fixture.Chain).PayAsync(), ("X-Api-Key", OtherKey));

        Assert.Equal((403, "facilitator_not_authorized"), (status, json.GetProperty("errorReason").GetString()));
        Assert.Equal(sent, await fixture.Chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task Who_comes_too_fast_is_told_when_to_come_back()
    {
        await using var host = await FacilitatorHost.StartAsync(fixture.Chain, Merchants);
        // so many at once that no machine is slow enough to have them come at the rate that is allowed
        var responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => AskAsync()));

        var response = responses.First(static response => response.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Contains(responses, static response => response.StatusCode == HttpStatusCode.BadRequest);
        Assert.True(response.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("rate_limited", JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation)).GetProperty("invalidReason").GetString());
        Assert.Equal(400, (await host.PostAsync("/verify", "{}"u8.ToArray(), ("X-Api-Key", Key))).Status);

        async Task<HttpResponseMessage> AskAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/verify") { Content = new StringContent("{}"), Headers = { { "X-Api-Key", OtherKey } } };
            return await host.Http.SendAsync(request, Cancellation);
        }
    }

    [Fact]
    public async Task Supported_is_for_everybody()
    {
        await using var host = await FacilitatorHost.StartAsync(fixture.Chain, Merchants);

        Assert.NotEmpty((await host.Facilitator.GetSupportedAsync(Cancellation)).Kinds);
    }
}
