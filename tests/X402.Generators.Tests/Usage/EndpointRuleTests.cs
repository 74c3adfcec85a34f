using X402.CodeFixes;
using X402.Generators.Usage;

namespace X402.Generators.Tests.Usage;

public class EndpointRuleTests
{
    private const string Head = """
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.OutputCaching;
        using Microsoft.Extensions.DependencyInjection;
        using X402.AspNetCore;
        var app = WebApplication.Create();

        """;

    private const string Stream = "async IAsyncEnumerable<int> Count() { yield return 1; await Task.Yield(); }\n";

    [Theory]
    [InlineData("app.MapGet(\"/a\", () => 1).RequirePayment(\"$1\").CacheOutput();", "app.MapGet(\"/a\", () => 1).RequirePayment(\"$1\");")]
    [InlineData("app.MapGet(\"/a\", () => 1).CacheOutput(o => o.Tag(\"x\")).RequirePayment(o => o.Accept(\"$1\"));", "app.MapGet(\"/a\", () => 1).RequirePayment(o => o.Accept(\"$1\"));")]
    [InlineData("var a = app.MapGet(\"/a\", () => 1);\na.RequirePayment(\"$1\");\na.CacheOutput();", "var a = app.MapGet(\"/a\", () => 1);\na.RequirePayment(\"$1\");\n")]
    [InlineData("var g = app.MapGroup(\"/g\").RequirePayment(\"$1\");\ng.MapGet(\"/a\", () => 1).CacheOutput();", "var g = app.MapGroup(\"/g\").RequirePayment(\"$1\");\ng.MapGet(\"/a\", () => 1);")]
    [InlineData("var g = app.MapGroup(\"/g\").CacheOutput();\ng.MapGet(\"/a\", () => 1).RequirePayment(\"$1\");", "var g = app.MapGroup(\"/g\");\ng.MapGet(\"/a\", () => 1).RequirePayment(\"$1\");")]
    [InlineData("app.MapGet(\"/a\", [OutputCache] () => 1).RequirePayment(\"$1\");", "app.MapGet(\"/a\", () => 1).RequirePayment(\"$1\");")]
    [InlineData("app.MapGet(\"/a\", [Paid(\"$1\")] () => 1).CacheOutput();", "app.MapGet(\"/a\", [Paid(\"$1\")] () => 1);")]
    public async Task A_cached_paid_endpoint_is_reported_and_no_longer_cached(string code, string mended) =>
        Assert.Equal(Head + mended, await Mended.OneAsync(new EndpointAnalyzer(), new ChainFix(), Head + code));

    [Theory]
    [InlineData("[Paid(\"$1\"), OutputCache]", "[Paid(\"$1\")]")]
    [InlineData("// why\n    [ResponseCache(Duration = 60)]\n    [Paid(\"$1\")]", "// why\n    [Paid(\"$1\")]")]
    public async Task A_cached_paid_action_is_reported_and_no_longer_cached(string attributes, string mended)
    {
        const string action = "app.Run();\n\nclass Shop : ControllerBase\n{\n    ATTRIBUTES\n    public int Get() => 1;\n}\n";
        var text = await Mended.OneAsync(new EndpointAnalyzer(), new ChainFix(), Head + action.Replace("ATTRIBUTES", attributes, StringComparison.Ordinal));
        Assert.Equal(Head + action.Replace("ATTRIBUTES", mended, StringComparison.Ordinal), text);
    }

    [Theory]
    [InlineData("app.MapGet(\"/a\", () => 1).CacheOutput(); app.MapGet(\"/b\", () => 1).RequirePayment(\"$1\");")]
    [InlineData("app.MapGet(\"/a\", () => 1).RequirePayment(\"$1\").CacheOutput(o => o.NoCache());")]
    [InlineData("var g = app.MapGroup(\"/g\"); g.MapGet(\"/a\", () => 1).CacheOutput(); g.MapGet(\"/b\", () => 1).RequirePayment(\"$1\");")]
    [InlineData("app.Run(); class Shop : ControllerBase { [Paid(\"$1\"), ResponseCache(NoStore = true)] public int Get() => 1; [OutputCache] public int Free() => 1; }")]
    public async Task Caching_beside_a_paid_endpoint_is_not_reported(string code) => Assert.Empty(await Mended.AllAsync(new EndpointAnalyzer(), new ChainFix(), Head + code));

    [Theory]
    [InlineData("app.MapGet(\"/a\", Count).RequirePayment(\"$1\");", "app.MapGet(\"/a\", Count).RequirePayment(policy => policy.Accept(\"$1\").SettleUpfront());")]
    [InlineData("app.MapGet(\"/a\", () => Count()).RequirePayment(o => o.Accept(\"$1\"));", "app.MapGet(\"/a\", () => Count()).RequirePayment(o => o.Accept(\"$1\").SettleUpfront());")]
    [InlineData("app.MapGet(\"/a\", [Paid(\"$1\")] () => TypedResults.ServerSentEvents(Count()));", "app.MapGet(\"/a\", [Paid(\"$1\", PaymentFlow = \"upfront\")] () => TypedResults.ServerSentEvents(Count()));")]
    public async Task A_stream_that_is_held_back_is_reported_and_paid_before_it(string code, string mended) =>
        Assert.Equal(Head + Stream + mended, await Mended.OneAsync(new EndpointAnalyzer(), new StreamFix(), Head + Stream + code));

    [Theory]
    [InlineData("app.MapGet(\"/a\", Count);")]
    [InlineData("app.MapGet(\"/a\", Count).RequirePayment(o => o.Accept(\"$1\").SettleUpfront());")]
    [InlineData("app.MapGet(\"/a\", [Paid(\"$1\", PaymentFlow = \"upfront\")] () => Count());")]
    [InlineData("app.MapGet(\"/a\", () => 1).RequirePayment(\"$1\");")]
    public async Task A_stream_that_flows_is_not_reported(string code) => Assert.Empty(await Mended.AllAsync(new EndpointAnalyzer(), new StreamFix(), Head + Stream + code));
}
