using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Configuration;
using X402.AspNetCore.Tests.Support;
using X402.Facilitators;
using X402.Grpc;
using X402.Ledger;
using X402.Money;

namespace X402.AspNetCore.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task All_mistakes_are_listed_at_once_when_the_server_starts()
    {
        var exception = await Assert.ThrowsAsync<X402ConfigurationException>(() => Shop.OpenAsync(
            app =>
            {
                app.MapGet("/good", () => "x").RequirePayment("$0.01");
                app.MapGet("/price", () => "x").RequirePayment("1,50 dollars");
                app.MapGet("/fine", () => "x").RequirePayment("$0.0000001");
                app.MapGet("/network", () => "x").RequirePayment(o => o.Accept("$0.01", network: "base"));
                app.MapGet("/scheme", () => "x").RequirePayment(o => o.Accept("$0.01", scheme: "excat"));
                app.MapGet("/asset", () => "x").RequirePayment(o => o.Accept("$0.01", network: "eip155:999999"));
                app.MapGet("/payto", () => "x").RequirePayment(o => o.Accept("$0.01", payTo: "my wallet"));
                app.MapGet("/attribute", [Paid("free")] () => "x");
                app.MapGet("/dynamic", () => "x").RequirePayment(o => o.Accept(_ => ValueTask.FromResult(Price.Parse("$1")), network: "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"));
            },
            options: o =>
            {
                o.PublicOrigin = "shop.example";
                o.SettleTimeout = TimeSpan.Zero;
                o.ServiceName = "ein Lädchen";
            }));

        string[] expected = ["ServiceName", "PublicOrigin", "SettleTimeout", "/price", "/fine", "/network", "/scheme", "/asset", "/payto", "/attribute", "/dynamic"];
        Assert.All(expected, (mention, i) => Assert.Contains(mention, exception.Errors.ElementAt(i), StringComparison.Ordinal));
        Assert.Equal(expected.Length, exception.Errors.Count);
        Assert.All(exception.Errors, error => Assert.Contains(error, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("/good", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_section_X402_configures_and_code_wins()
    {
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", () => "x").RequirePayment("$0.01"),
            builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["X402:MaxTimeoutSeconds"] = "42", ["X402:PublicOrigin"] = "https://configured.example", ["X402:ServiceName"] = "configured" }));

        using var unpaid = await shop.AskAsync("/x");

        var offer = Wallet.OfferOf(unpaid);
        Assert.Equal((42, "configured"), (offer.Accepts.Single().MaxTimeoutSeconds, offer.Resource.ServiceName));
        Assert.StartsWith(Shop.PublicOrigin, offer.Resource.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_named()
    {
        var exception = await Assert.ThrowsAsync<X402ConfigurationException>(() => Shop.OpenAsync(
            app => app.MapGet("/x", () => "x").RequirePayment("$0.01"),
            builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["X402:MaxTimeoutSeconds"] = "soon" })));

        Assert.Contains("X402:MaxTimeoutSeconds", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_asked_before_the_settings_were_checked_and_nothing_else_is_said_to_have_failed()
    {
        var asked = 0;
        var logs = new RecordingLogs();
        var facilitator = new ScriptedFacilitator { OnSupported = () => throw new FacilitatorException($"asked {++asked} times") };

        await Assert.ThrowsAsync<X402ConfigurationException>(() => Shop.OpenAsync(
            _ => { },
            builder =>
            {
                builder.Services.AddHostedService<LateStart>();
                builder.Logging.AddProvider(logs);
            },
            options => options.SettleTimeout = TimeSpan.Zero,
            facilitator));

        Assert.Equal(0, asked);
        Assert.Contains(nameof(X402ServerOptions.SettleTimeout), logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain("BackgroundService failed", logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "X402:Facilitator:Url is missing")]
    [InlineData("facilitator", "absolute http or https URL")]
    [InlineData("ftp://facilitator.example", "absolute http or https URL")]
    [InlineData("https://user:secret@facilitator.example", "absolute http or https URL")]
    [InlineData("http://facilitator.example", "plain HTTP")]
    [InlineData("https://facilitator.example", null)]
    [InlineData("http://facilitator", null)]
    [InlineData("https+http://facilitator", null)]
    [InlineData("http://127.0.0.1:4022", null)]
    public async Task The_facilitators_address_is_checked(string? url, string? error)
    {
        var starting = Shop.OpenAsync(_ => { }, builder =>
        {
            builder.Services.RemoveAll<IFacilitator>();
            builder.Services.AddSingleton<IFacilitator, ConfiguredFacilitator>();
            builder.Services.Configure<X402ServerOptions>(o => o.Facilitator.Url = url);
        });

        if (error is null)
            await (await starting).DisposeAsync();
        else
            Assert.Contains(error, (await Assert.ThrowsAsync<X402ConfigurationException>(() => starting)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "X402:Facilitator:Url is missing")]
    [InlineData("facilitator:8443", "absolute http or https URL")]
    [InlineData("https://user:secret@facilitator.example", "absolute http or https URL")]
    [InlineData("https://facilitator.example/path", "absolute http or https URL")]
    [InlineData("http://facilitator.example", "is not encrypted")]
    [InlineData("http://10.1.2.3:8081", "is not encrypted")]
    [InlineData("http://_grpc.facilitator.example", "is not encrypted")]
    [InlineData("https://facilitator.example:8443", null)]
    [InlineData("http://_grpc.facilitator", null)]
    [InlineData("http://127.0.0.1:8081", null)]
    public void An_address_for_gRPC_is_checked_in_the_same_way(string? url, string? error)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddX402().AddGrpcFacilitator(o => (o.Url, o.ApiKey) = (url, "key-of-the-book-shop"));
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<GrpcFacilitatorOptions>>();

        if (error is null)
            Assert.Equal(url, options.Value.Url);
        else
            Assert.Contains(error, Assert.Throws<OptionsValidationException>(() => options.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_shared_store_says_so()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment("$0.01"));

        Assert.IsType<InMemoryPaymentLedger>(shop.Ledger);
        Assert.Contains("a restart forgets them", shop.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_that_cannot_be_determined_sells_nothing()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => "x").RequirePayment(static _ => throw new InvalidOperationException("secret internals")));

        using var response = await shop.AskAsync("/x");

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.DoesNotContain("secret internals", await Wallet.BodyOf(response), StringComparison.Ordinal);
    }

    /// <summary>Whatever starts before the web server has time to do what it wants.</summary>
    private sealed class LateStart : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.Delay(300, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
