using X402.CodeFixes;
using X402.Generators.Usage;

namespace X402.Generators.Tests.Usage;

public class OfferTests
{
    private const string Head = """
        using Microsoft.AspNetCore.Builder;
        using X402.AspNetCore;
        var app = WebApplication.Create();

        """;

    [Theory]
    [InlineData("RequirePayment(\"0,01 $\")", "X402101", "RequirePayment(\"$0.01\")")]
    [InlineData("RequirePayment(o => o.Accept(\"USDC 1\"))", "X402101", "RequirePayment(o => o.Accept(\"1 USDC\"))")]
    [InlineData("RequirePayment(o => o.Accept(\"$1\", \"base\"))", "X402104", "RequirePayment(o => o.Accept(\"$1\", \"eip155:8453\"))")]
    [InlineData("RequirePayment(o => o.Accept(\"$1\", scheme: \"exacct\"))", "X402105", "RequirePayment(o => o.Accept(\"$1\", scheme: \"exact\"))")]
    [InlineData("RequirePayment(o => o.Accept(\"$1\", payTo: \"0x1563915E194d8CfBA1943570603F7606A3115508\"))", "X402106", "RequirePayment(o => o.Accept(\"$1\", payTo: \"0x1563915e194D8CfBA1943570603F7606A3115508\"))")]
    public async Task What_an_endpoint_that_is_mapped_by_hand_cannot_cost_is_an_error(string wrong, string rule, string right)
    {
        var diagnostics = await Compiler.AnalyzeAsync(new OfferAnalyzer(), Head + $"app.MapGet(\"/a\", () => 1).{wrong};");
        Assert.Equal(rule, Assert.Single(diagnostics).Id);
        Assert.Equal(Head + $"app.MapGet(\"/a\", () => 1).{right};", await Mended.OneAsync(new OfferAnalyzer(), new TextFix(), Head + $"app.MapGet(\"/a\", () => 1).{wrong};"));
    }

    [Theory]
    [InlineData("[Paid(\"0,01\")]", "[Paid(\"$0.01\")]")]
    [InlineData("[Paid(\"$1\", Network = \"base-sepolya\")]", "[Paid(\"$1\", Network = \"eip155:84532\")]")]
    public async Task What_an_attribute_cannot_say_is_an_error(string wrong, string right)
    {
        const string handler = "app.MapGet(\"/a\", ATTRIBUTE () => 1);";
        Assert.Equal(
            Head + handler.Replace("ATTRIBUTE", right, StringComparison.Ordinal),
            await Mended.OneAsync(new OfferAnalyzer(), new TextFix(), Head + handler.Replace("ATTRIBUTE", wrong, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("app.MapGet(\"/a\", () => 1).RequirePayment(\"$0.01\");")]
    [InlineData("var price = args[0]; app.MapGet(\"/a\", [Paid(\"0.05 USDC\", Network = \"eip155:8453\")] () => 1).RequirePayment(price);")]
    [InlineData("app.MapGet(\"/a\", () => 1).RequirePayment(o => o.Accept(\"$1\", \"solana:mainnet\", \"9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin\"));")]
    public async Task What_can_be_charged_is_no_error(string code) => Assert.Empty(await Compiler.AnalyzeAsync(new OfferAnalyzer(), Head + code));
}
