using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.RegularExpressions;
using X402.Diagnostics;

namespace X402.Tests.Architecture;

/// <summary>What services tell is an interface: <c>src/X402/Diagnostics/telemetry.md</c> lists all of it, and nothing else.</summary>
public sealed partial class TelemetryTableTests
{
    private static readonly string s_document = File.ReadAllText(Path.Combine(SourceTree.Root, "src", "X402", "Diagnostics", "telemetry.md"));

    [Fact]
    public void Every_span_attribute_and_instrument_is_in_its_table() =>
        Assert.Equal(
            Names(typeof(PaymentSteps)).Concat(Names(typeof(PaymentTags))).Concat(Names(typeof(PaymentMetrics))).Concat(Names(typeof(PaymentDocuments))).Where(static name => name.StartsWith("x402", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            // the gas of a payment and the size of a batch are attributes as well as instruments
            FirstCell().Matches(s_document).Select(static match => match.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void The_spans_are_listed_in_the_order_of_the_steps()
    {
        var steps = StepNumber().Matches(s_document).Select(static match => int.Parse(match.Groups["step"].ValueSpan)).ToArray();

        Assert.Equal(Enumerable.Range(1, 12), steps);
    }

    [Fact]
    public void Instruments_are_named_in_one_place() =>
        Assert.Empty(SourceTree.Code("src").Where(static file => NamedInPlace().IsMatch(File.ReadAllText(file))).Select(SourceTree.Relative));

    [Fact]
    public void Nothing_that_is_unbounded_is_called_a_label()
    {
        foreach (var name in new[] { PaymentTags.PaymentId, PaymentTags.Payer, PaymentTags.PayTo, PaymentTags.Amount, PaymentTags.Transaction })
            Assert.Matches($@"\| `{Regex.Escape(name)}` \|[^|]+\| no \|", s_document);
    }

    private static IEnumerable<string> Names([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => field is { IsLiteral: true, FieldType: var value } && value == typeof(string)).Select(static field => (string)field.GetRawConstantValue()!);

    [GeneratedRegex(@"^\| `(?<name>x402[^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex(@"^\| `x402\.(?<step>\d+) ", RegexOptions.Multiline)]
    private static partial Regex StepNumber();

    [GeneratedRegex(@"\.Create(?:Observable)?(?:Counter|Gauge|Histogram|UpDownCounter)(?:<\w+>)?\(\s*""")]
    private static partial Regex NamedInPlace();
}
