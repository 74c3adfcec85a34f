using X402.CodeFixes;
using X402.Generators.PaidApis;
using X402.Generators.Payloads;

namespace X402.Generators.Tests;

public class DeclarationFixTests
{
    [Theory]
    [InlineData("[PaidGet(\"/a\", \"0,01 $\")]", "[PaidGet(\"/a\", \"$0.01\")]")]
    [InlineData("[PaidGet(\"/a\", \"$0,01\")]", "[PaidGet(\"/a\", \"$0.01\")]")]
    [InlineData("[PaidGet(\"/a\", \".5\")]", "[PaidGet(\"/a\", \"$0.5\")]")]
    [InlineData("[PaidGet(\"/a\", price: \"eurc 1.5\")]", "[PaidGet(\"/a\", price: \"1.5 EURC\")]")]
    [InlineData("[PaidGet(\"/a\", \"$0.00\", Network = \"eip155:1\")]", "[FreeGet(\"/a\")]")]
    [InlineData("[PaidPost(\"/a\", \"$0\")]", "[FreePost(\"/a\")]")]
    [InlineData("[PaidGet(\"/a\", \"$0.0000001\")]", "[PaidGet(\"/a\", \"$0.000001\")]")]
    [InlineData("[PaidGet(\"/a\", \"$1\", Network = \"base\")]", "[PaidGet(\"/a\", \"$1\", Network = \"eip155:8453\")]")]
    [InlineData("[PaidGet(\"/a\", \"$1\", Network = \"polygn\")]", "[PaidGet(\"/a\", \"$1\", Network = \"eip155:137\")]")]
    [InlineData("[PaidGet(\"/a\", \"$1\", Network = \"84532\")]", "[PaidGet(\"/a\", \"$1\", Network = \"eip155:84532\")]")]
    [InlineData("[PaidGet(\"/a\", \"$1\", Scheme = \"Exacct\")]", "[PaidGet(\"/a\", \"$1\", Scheme = \"exact\")]")]
    [InlineData("[PaidGet(\"/a\", \"$1\", PayTo = \"0x1563915E194d8CfBA1943570603F7606A3115508\")]", "[PaidGet(\"/a\", \"$1\", PayTo = \"0x1563915e194D8CfBA1943570603F7606A3115508\")]")]
    [InlineData("[PaidGet(\"/a\", \"$1\", PaymentFlow = \"up-front\")]", "[PaidGet(\"/a\", \"$1\", PaymentFlow = \"upfront\")]")]
    [InlineData("[PaidGet(\"a\", \"$1\")]", "[PaidGet(\"/a\", \"$1\")]")]
    [InlineData("[PaidGet(\"/a/{b:int}\", \"$1\")]", "[PaidGet(\"/a/{b}\", \"$1\")]", "int b")]
    public async Task What_an_endpoint_says_wrongly_is_written_as_it_was_meant(string wrong, string right, string parameters = "")
    {
        var provider = right.Contains("Free", StringComparison.Ordinal) ? (Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider)new DeclarationFix() : new TextFix();
        Assert.Equal(
            Declare($"{right}\n    Task<string> A({parameters});"),
            await Mended.OneAsync(new PaidApiAnalyzer(), provider, Declare($"{wrong}\n    Task<string> A({parameters});")));
    }

    [Theory]
    [InlineData("$1.2345678", "$1.234567", "$1.234568")]
    [InlineData("$0.9999999", "$0.999999", "$1")]
    [InlineData("9.99999951 USDC", "9.999999 USDC", "10 USDC")]
    public async Task A_price_that_is_too_fine_goes_down_or_up_as_a_person_decides(string price, string lower, string upper)
    {
        var offered = await Mended.AllAsync(new PaidApiAnalyzer(), new TextFix(), Declare($"[PaidGet(\"/a\", \"{price}\")] Task<string> A();"));
        Assert.Equal([$"Write '{lower}'", $"Write '{upper}'"], offered.Select(fix => fix.Title));
        Assert.Equal(Declare($"[PaidGet(\"/a\", \"{upper}\")] Task<string> A();"), offered[1].Text);
    }

    [Theory]
    [InlineData("[PaidGet(\"/a\", \"a cent\")]")]
    [InlineData("[PaidGet(\"/a\", \"1,000\")]")]
    [InlineData("[PaidGet(\"/a\", \"1 USDC EURC\")]")]
    [InlineData("[PaidGet(\"/a\", \"$1\", Network = \"mainnet\")]")]
    [InlineData("[PaidGet(\"/a\", \"$1\", Scheme = \"subscription\")]")]
    [InlineData("[PaidGet(\"/a\", \"$1\", PayTo = \"0x1563915e\")]")]
    public async Task Nothing_is_guessed_where_more_than_one_thing_may_be_meant(string attribute) =>
        Assert.Empty(await Mended.AllAsync(new PaidApiAnalyzer(), new TextFix(), Declare($"{attribute} Task<string> A();")));

    [Fact]
    public async Task All_prices_of_a_file_are_mended_at_once() => Assert.Equal(
        Declare("[PaidGet(\"/a\", \"$0.01\")] Task<string> A();\n    [PaidGet(\"/b\", \"$0.02\")] Task<string> B();"),
        await Mended.EverywhereAsync(new PaidApiAnalyzer(), new TextFix(), Declare("[PaidGet(\"/a\", \"0,01\")] Task<string> A();\n    [PaidGet(\"/b\", \"0.02$\")] Task<string> B();")));

    [Theory]
    [InlineData("string A();", "Task<string> A();")]
    [InlineData("List<int> A();", "Task<List<int>> A();")]
    public async Task A_result_that_is_no_task_becomes_one(string wrong, string right) => Assert.Equal(
        Declare($"[FreeGet(\"/a\")] {right}"),
        await Mended.OneAsync(new PaidApiAnalyzer(), new DeclarationFix(), Declare($"[FreeGet(\"/a\")] {wrong}")));

    [Fact]
    public async Task A_stream_that_is_held_back_is_paid_upfront_or_becomes_a_list() => Assert.Equal(
        [
            Declare("[PaidGet(\"/a\", \"$1\", PaymentFlow = \"upfront\")] IAsyncEnumerable<string> A();"),
            Declare("[PaidGet(\"/a\", \"$1\")] Task<IReadOnlyList<string>> A();"),
        ],
        (await Mended.AllAsync(new PaidApiAnalyzer(), new StreamFix(), Declare("[PaidGet(\"/a\", \"$1\")] IAsyncEnumerable<string> A();"))).Select(fix => fix.Text));

    [Fact]
    public async Task A_type_that_the_context_does_not_know_is_named_to_it() => Assert.Equal(
        Declare("[FreeGet(\"/a\")] Task<Uri> A();").Replace("[JsonSerializable(typeof(string))]", "[JsonSerializable(typeof(string))]\n[JsonSerializable(typeof(Uri))]", StringComparison.Ordinal),
        await Mended.OneAsync(new PaidApiAnalyzer(), new JsonContextFix(), Declare("[FreeGet(\"/a\")] Task<Uri> A();")));

    [Theory]
    [InlineData("/// <summary>A deposit.</summary>\n[PaymentPayloadRecord]\npublic sealed record Deposit(X402.Money.UInt256 Amount);", "public sealed record", "public sealed partial record")]
    [InlineData("// a deposit\n[PaymentPayloadRecord] record Deposit(X402.Money.UInt256 Amount);", "record Deposit", "partial record Deposit")]
    public async Task A_payload_record_becomes_partial(string source, string from, string to)
    {
        const string head = "using X402.Evm.Payloads;\n\n";
        Assert.Equal(head + source.Replace(from, to, StringComparison.Ordinal), await Mended.OneAsync(new PayloadRecordAnalyzer(), new DeclarationFix(), head + source));
    }

    private static string Declare(string methods) =>
        $$"""
        using System;
        using System.Collections.Generic;
        using System.Text.Json.Serialization;
        using System.Threading.Tasks;
        using X402;

        [JsonSerializable(typeof(string))]
        public abstract class Json() : JsonSerializerContext(null);

        [PaidApi(typeof(Json))]
        public interface IApi
        {
            {{methods}}
        }
        """;
}
