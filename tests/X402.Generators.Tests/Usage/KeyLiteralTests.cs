using X402.CodeFixes;
using X402.Generators.Usage;

namespace X402.Generators.Tests.Usage;

public class KeyLiteralTests
{
    // 32 bytes of no account that anybody uses
    private const string Key = "0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63";
    private const string DevelopmentKey = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    private const string Head = """
        using System;
        using System.Collections.Generic;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        using X402.Evm;
        var builder = WebApplication.CreateBuilder();

        """;

    [Theory]
    [InlineData("builder.Services.AddHttpClient(\"shop\").AddX402Payments().AddEvmSigner(KEY);")]
    [InlineData("PrivateKeySigner.FromHex(KEY);")]
    [InlineData("var agentPrivateKey = KEY;")]
    [InlineData("string relayerKey; relayerKey = Environment.GetEnvironmentVariable(\"K\") ?? KEY;")]
    [InlineData("List<string> relayerKeys = [KEY];")]
    [InlineData("builder.Configuration[\"Agent:PrivateKey\"] = KEY;")]
    [InlineData("Environment.SetEnvironmentVariable(\"Facilitator__Networks__0__RelayerKeys__0\", KEY);")]
    public async Task A_private_key_in_the_source_is_reported_and_read_from_the_configuration(string code)
    {
        var mended = await Mended.OneAsync(new KeyLiteralAnalyzer(), new KeyLiteralFix(), Head + code.Replace("KEY", $"\"{Key}\"", StringComparison.Ordinal));
        Assert.Equal(Head + code.Replace("KEY", "builder.Configuration[\"X402:PrivateKey\"]!", StringComparison.Ordinal), mended);
    }

    [Theory]
    [InlineData("class Agent { const string PrivateKey = KEY; }", 1)]
    [InlineData("class Agent { const string Account = KEY; X402.Evm.PrivateKeySigner Sign() => X402.Evm.PrivateKeySigner.FromHex(Account); }", 1)]
    [InlineData("class Settings { public IList<string> RelayerKeys { get; } = [KEY, KEY]; }", 2)]
    public async Task A_private_key_in_a_member_is_reported(string code, int reports)
    {
        var diagnostics = await Compiler.AnalyzeAsync(new KeyLiteralAnalyzer(), "using System.Collections.Generic;\n" + code.Replace("KEY", $"\"{Key}\"", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Repeat("X402204", reports), diagnostics.Select(diagnostic => diagnostic.Id));
        // no configuration is at hand, so no fix pretends that there is
        Assert.Empty(await Mended.AllAsync(new KeyLiteralAnalyzer(), new KeyLiteralFix(), "using System.Collections.Generic;\n" + code.Replace("KEY", $"\"{Key}\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData($"class Agent {{ const string PrivateKey = \"{DevelopmentKey}\"; }}")]
    [InlineData($"class Agent {{ const string Transaction = \"{Key}\"; }}")]
    [InlineData($"class Agent {{ const string PrivateKey = \"{Key}00\"; }}")]
    [InlineData("class Agent { const string PrivateKey = \"0x1111111111111111111111111111111111111111111111111111111111111111\"; }")]
    [InlineData($"class Agent {{ void Find(string transaction) => Find(\"{Key}\"); }}")]
    public async Task Hashes_and_the_published_keys_of_development_chains_are_not_reported(string code) => Assert.Empty(await Compiler.AnalyzeAsync(new KeyLiteralAnalyzer(), code));
}
