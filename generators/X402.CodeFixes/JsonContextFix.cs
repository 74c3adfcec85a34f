using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using X402.Generators;
using X402.Generators.PaidApis;

namespace X402.CodeFixes;

/// <summary>Names a type to the JSON context of an API, in whichever file the context is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class JsonContextFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.UnknownToJson.Id];

    // several types go to one place in another file, which fixes made apart from each other cannot be merged into
    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(JsonContextChecks.TypeProperty, out var type) || type is null
                || await context.FindAsync<InterfaceDeclarationSyntax>(diagnostic).ConfigureAwait(false) is not { } api
                || model?.GetDeclaredSymbol(api, context.CancellationToken)?.Attribute(ApiParser.Attribute) is not { ConstructorArguments: [{ Value: INamedTypeSymbol json }] }
                || json.DeclaringSyntaxReferences is not [var declaration, ..])
            {
                continue;
            }
            context.RegisterCodeFix(
                CodeAction.Create($"Add it to '{json.Name}'", cancellationToken => AddAsync(context.Document.Project.Solution, declaration, type, cancellationToken), diagnostic.Id + type),
                diagnostic);
        }
    }

    private static async Task<Solution> AddAsync(Solution solution, SyntaxReference declaration, string type, CancellationToken cancellationToken)
    {
        if (solution.GetDocument(declaration.SyntaxTree) is not { } document
            || await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root
            || root.FindNode(declaration.Span) is not ClassDeclarationSyntax context)
        {
            return solution;
        }
        var attribute = SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("System.Text.Json.Serialization.JsonSerializable"),
            SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.AttributeArgument(SyntaxFactory.TypeOfExpression(SyntaxFactory.ParseTypeName(type))))));
        // behind the other attributes, on a line of its own
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute))
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);
        var changed = context.AttributeLists.Count == 0
            ? context.WithoutLeadingTrivia().AddAttributeLists(list.WithLeadingTrivia(context.GetLeadingTrivia()))
            : context.AddAttributeLists(list);
        return solution.WithDocumentSyntaxRoot(document.Id, root.ReplaceNode(context, changed));
    }
}
