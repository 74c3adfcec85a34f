using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace X402.Generators.Tests;

/// <summary>Source texts after fixes were taken, as an editor takes them.</summary>
internal static class Mended
{
    /// <summary>The titles of the fixes that are offered for the first report of a rule, with the texts they lead to.</summary>
    public static async Task<IReadOnlyList<(string Title, string Text)>> AllAsync(DiagnosticAnalyzer analyzer, CodeFixProvider provider, string source)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, source);
        var diagnostic = (await ReportsAsync(analyzer, provider, document)).FirstOrDefault();
        if (diagnostic is null)
            return [];
        var texts = new List<(string, string)>();
        foreach (var action in await ActionsAsync(provider, document, diagnostic))
            texts.Add((action.Title, await TextAsync(await ApplyAsync(action), document.Id)));
        return texts;
    }

    /// <summary>The text after the only fix that is offered.</summary>
    public static async Task<string> OneAsync(DiagnosticAnalyzer analyzer, CodeFixProvider provider, string source) =>
        Assert.Single(await AllAsync(analyzer, provider, source)).Text;

    /// <summary>The text after the fix of the first report was taken for the whole document.</summary>
    public static async Task<string> EverywhereAsync(DiagnosticAnalyzer analyzer, CodeFixProvider provider, string source)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, source);
        var reports = await ReportsAsync(analyzer, provider, document);
        var action = (await ActionsAsync(provider, document, reports[0]))[0];
        var context = new FixAllContext(
            document, provider, FixAllScope.Document, action.EquivalenceKey, reports.Select(report => report.Id).Distinct(), new Reports(reports), TestContext.Current.CancellationToken);
        var all = await provider.GetFixAllProvider()!.GetFixAsync(context);
        return await TextAsync(await ApplyAsync(all!), document.Id);
    }

    private static Document Open(AdhocWorkspace workspace, string source)
    {
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Sample", "Sample", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest),
            metadataReferences: Compiler.References));
        return workspace.AddDocument(project.Id, "Source.cs", Microsoft.CodeAnalysis.Text.SourceText.From(source));
    }

    private static async Task<ImmutableArray<Diagnostic>> ReportsAsync(DiagnosticAnalyzer analyzer, CodeFixProvider provider, Document document)
    {
        var compilation = await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken);
        // what does not compile would be reported for other reasons, or for none; a program without a first statement is no matter
        Assert.DoesNotContain(compilation!.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic is { Severity: DiagnosticSeverity.Error, Id: not "CS5001" });
        var reports = await compilation!.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. reports.Where(report => provider.FixableDiagnosticIds.Contains(report.Id)).OrderBy(report => report.Location.SourceSpan.Start)];
    }

    private static async Task<List<CodeAction>> ActionsAsync(CodeFixProvider provider, Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return actions;
    }

    private static async Task<Solution> ApplyAsync(CodeAction action) =>
        (await action.GetOperationsAsync(TestContext.Current.CancellationToken)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

    private static async Task<string> TextAsync(Solution solution, DocumentId document) =>
        (await solution.GetDocument(document)!.GetTextAsync(TestContext.Current.CancellationToken)).ToString().ReplaceLineEndings("\n");

    private sealed class Reports(ImmutableArray<Diagnostic> reports) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(reports);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(reports);
    }
}
