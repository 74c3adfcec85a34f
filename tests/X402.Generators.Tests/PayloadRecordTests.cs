using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using X402.Generators.Eip712;
using X402.Generators.Payloads;

namespace X402.Generators.Tests;

public class PayloadRecordTests
{
    private const string Deposit =
        """
        using System;
        using System.Collections.Generic;
        using System.Text.Json;
        using X402.Evm;
        using X402.Evm.Payloads;
        using X402.Evm.TypedData;
        using X402.Money;
        using X402.Reasons;

        namespace Sample;

        [PaymentPayloadRecord, Eip712Struct]
        public readonly partial record struct Deposit(EvmAddress From, [Eip712Type("uint128")] UInt256 Amount, [Eip712Type("uint40")] ulong Delay, [NotSigned] string Note, IReadOnlyList<Share> Shares);

        [PaymentPayloadRecord, Eip712Struct("Part")]
        public sealed partial record Share(Hash32 Id, ReadOnlyMemory<byte> Data);

        [PaymentPayloadRecord, OtherPayloadKind("permit")]
        public sealed partial record DepositPayload(
            Deposit Deposit,
            [PayloadMember(MinBytes = 1, MaxBytes = 65, Reason = nameof(PaymentReasons.ExactEvmSignature))] ReadOnlyMemory<byte> Signature,
            [UnknownMembers] IReadOnlyDictionary<string, JsonElement>? Others = null);
        """;

    [Fact]
    public void Generated_files_are_those_that_were_reviewed()
    {
        var files = Compiler.Generate(Deposit);
        Assert.Equal(
            ["Sample.Deposit.Eip712.g.cs", "Sample.Deposit.Payload.g.cs", "Sample.DepositPayload.Payload.g.cs", "Sample.Share.Eip712.g.cs", "Sample.Share.Payload.g.cs"],
            files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, file => Snapshot.Matches(file.Key, file.Value));
    }

    [Fact]
    public void An_unrelated_edit_generates_nothing()
    {
        var compilation = Compiler.Compile(Deposit, "class Other { }");
        var driver = Compiler.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[1], CSharpSyntaxTree.ParseText("class Other { int x; }", (CSharpParseOptions)compilation.SyntaxTrees[1].Options, cancellationToken: TestContext.Current.CancellationToken));
        driver = driver.RunGenerators(edited, TestContext.Current.CancellationToken);
        AssertNothingChanged(driver);
    }

    [Fact]
    public void A_comment_in_the_declaration_generates_nothing()
    {
        var compilation = Compiler.Compile(Deposit);
        var driver = Compiler.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], CSharpSyntaxTree.ParseText("// moved\n" + Deposit, (CSharpParseOptions)compilation.SyntaxTrees[0].Options, cancellationToken: TestContext.Current.CancellationToken));
        AssertNothingChanged(driver.RunGenerators(edited, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_changed_struct_changes_those_that_contain_it_and_no_others()
    {
        var compilation = Compiler.Compile(Deposit);
        var driver = Compiler.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], CSharpSyntaxTree.ParseText(Deposit.Replace("Hash32 Id", "Hash32 Key", StringComparison.Ordinal), (CSharpParseOptions)compilation.SyntaxTrees[0].Options, cancellationToken: TestContext.Current.CancellationToken));
        driver = driver.RunGenerators(edited, TestContext.Current.CancellationToken);
        Assert.Equal(2, RunReasons.Of(driver, Eip712Generator.ModelStep).Count(reason => reason == IncrementalStepRunReason.Modified));
        Assert.Equal(1, RunReasons.Of(driver, PayloadRecordGenerator.ModelStep).Count(reason => reason == IncrementalStepRunReason.Modified));
    }

    [Theory]
    [InlineData("[PaymentPayloadRecord] public sealed record Bad(UInt256 Value);", "X402001")]
    [InlineData("[PaymentPayloadRecord] public sealed partial record Bad { public UInt256 Value { get; init; } }", "X402001")]
    [InlineData("[PaymentPayloadRecord] public sealed partial class Bad { }", "X402001")]
    [InlineData("[PaymentPayloadRecord] public sealed partial record Bad(decimal Value);", "X402002")]
    [InlineData("[PaymentPayloadRecord] public sealed partial record Bad(UInt256? Value);", "X402002")]
    [InlineData("[Eip712Struct] public sealed partial record Bad(int Value);", "X402003")]
    [InlineData("[Eip712Struct] public sealed partial record Bad([Eip712Type(\"uint128\")] ulong Value);", "X402003")]
    [InlineData("[Eip712Struct] public sealed partial record Bad([Eip712Type(\"int256\")] UInt256 Value);", "X402003")]
    public async Task A_record_that_cannot_be_generated_is_an_error(string declaration, string rule)
    {
        var diagnostics = await Compiler.AnalyzeAsync(new PayloadRecordAnalyzer(), $"using X402.Evm.Payloads; using X402.Evm.TypedData; using X402.Money;\n{declaration}");
        Assert.Equal(rule, Assert.Single(diagnostics).Id);
    }

    [Fact]
    public async Task A_right_record_is_no_error() => Assert.Empty(await Compiler.AnalyzeAsync(new PayloadRecordAnalyzer(), Deposit));

    private static void AssertNothingChanged(GeneratorDriver driver)
    {
        string[] steps = [Eip712Generator.ModelStep, PayloadRecordGenerator.ModelStep];
        Assert.All(steps, step => Assert.All(RunReasons.Of(driver, step), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)));
        Assert.NotEmpty(RunReasons.OfOutputs(driver));
        Assert.All(RunReasons.OfOutputs(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }
}
