using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using X402.Generators.PaidApis;

namespace X402.Generators.Tests;

public class RulePageTests
{
    [Fact]
    public void Every_rule_has_a_page_a_line_in_the_list_and_an_analyzer()
    {
        var folder = Path.Combine(Repository(), "generators/rules");
        var list = File.ReadAllText(Path.Combine(folder, "README.md"));
        var analyzers = typeof(PaidApiAnalyzer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer))).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!);
        var reported = analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).ToImmutableHashSet();
        var rules = typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<DiagnosticDescriptor>().ToList();
        Assert.NotEmpty(rules);
        Assert.All(rules, rule =>
        {
            Assert.StartsWith($"# {rule.Id}: ", File.ReadAllText(Path.Combine(folder, $"{rule.Id}.md")), StringComparison.Ordinal);
            Assert.Contains($"[{rule.Id}]({rule.Id}.md)", list, StringComparison.Ordinal);
            Assert.Contains(rule, reported);
        });
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "X402Platform.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
