using X402.CodeFixes;
using X402.Generators.Usage;

namespace X402.Generators.Tests.Usage;

public class PayingClientTests
{
    private const string Head = """
        using System;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using X402.Facilitators;
        var services = new ServiceCollection();

        """;

    [Theory]
    [InlineData("var shop = services.AddHttpClient(\"shop\");\nshop.AddStandardResilienceHandler();\nshop.AddX402Payments();", "var shop = services.AddHttpClient(\"shop\");\nshop.AddX402Payments();")]
    [InlineData("var shop = services.AddHttpClient(\"shop\");\nshop.AddX402Payments();\nshop.AddStandardHedgingHandler();\nservices.ToString();", "var shop = services.AddHttpClient(\"shop\");\nshop.AddX402Payments();\nservices.ToString();")]
    [InlineData("services.AddHttpClient(\"shop\").AddStandardResilienceHandler().Configure(o => o.Retry.MaxRetryAttempts = 9);\nservices.AddHttpClient(\"shop\").AddX402Payments();", "services.AddHttpClient(\"shop\");\nservices.AddHttpClient(\"shop\").AddX402Payments();")]
    [InlineData("services.AddHttpClient(\"shop\", c => { }).AddResilienceHandler(\"r\", b => b.AddRetry(new()));\nservices.AddHttpClient(\"shop\").AddX402Payments();", "services.AddHttpClient(\"shop\", c => { });\nservices.AddHttpClient(\"shop\").AddX402Payments();")]
    [InlineData("services.AddHttpClient<IFacilitator, HttpFacilitator>().AddStandardResilienceHandler();", "services.AddHttpClient<IFacilitator, HttpFacilitator>();")]
    public async Task A_client_that_pays_or_settles_and_is_repeated_is_reported_and_no_longer_repeated(string code, string mended) =>
        Assert.Equal(Head + mended, await Mended.OneAsync(new PayingClientAnalyzer(), new ChainFix(), Head + code));

    [Theory]
    [InlineData("services.AddHttpClient(\"shop\").AddX402Payments(); services.AddHttpClient(\"news\").AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"shop\").AddX402Payments(); services.AddHttpClient(\"shop\").AddResilienceHandler(\"t\", b => b.AddTimeout(TimeSpan.FromMinutes(5)));")]
    [InlineData("services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler()); services.AddHttpClient(\"news\");")]
    [InlineData("services.ConfigureHttpClientDefaults(http => http.ConfigureHttpClient(c => { })); services.AddHttpClient(\"shop\").AddX402Payments();")]
    [InlineData("services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());\n#pragma warning disable EXTEXP0001\nservices.AddHttpClient(\"shop\").RemoveAllResilienceHandlers().AddX402Payments();")]
    public async Task A_client_that_is_not_repeated_is_not_reported(string code) => Assert.Empty(await Mended.AllAsync(new PayingClientAnalyzer(), new ChainFix(), Head + code));

    [Fact]
    public async Task A_client_that_is_repeated_as_all_are_is_reported_and_taken_out()
    {
        const string defaults = "services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());\n";
        var mended = await Mended.OneAsync(new PayingClientAnalyzer(), new ChainFix(), Head + defaults + "services.AddHttpClient(\"shop\").AddX402Payments(o => o.LimitTotal(\"$5\"));\n");
        Assert.Equal(
            Head + defaults + """
            #pragma warning disable EXTEXP0001
            services.AddHttpClient("shop").RemoveAllResilienceHandlers().AddX402Payments(o => o.LimitTotal("$5"));
            #pragma warning restore EXTEXP0001

            """,
            mended);
        Assert.DoesNotContain(Compiler.Compile(mended).GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Id == "EXTEXP0001");
    }
}
