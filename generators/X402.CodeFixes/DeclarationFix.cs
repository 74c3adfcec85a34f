using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using X402.Generators;

namespace X402.CodeFixes;

/// <summary>Mends the form of declarations: records that are not partial, results that are no tasks, prices of nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class DeclarationFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.NotAPartialRecord.Id, Rules.ZeroPrice.Id, Rules.BadResult.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Id == Rules.NotAPartialRecord.Id)
                OfferPartial(context, diagnostic, await context.FindAsync<RecordDeclarationSyntax>(diagnostic).ConfigureAwait(false));
            else if (diagnostic.Id == Rules.ZeroPrice.Id)
                OfferFree(context, diagnostic, await context.FindAsync<AttributeSyntax>(diagnostic).ConfigureAwait(false));
            else
                OfferTask(context, diagnostic, await context.FindAsync<MethodDeclarationSyntax>(diagnostic).ConfigureAwait(false));
        }
    }

    // other forms than a record with a primary constructor leave open what the members are
    private static void OfferPartial(CodeFixContext context, Diagnostic diagnostic, RecordDeclarationSyntax? record)
    {
        if (record is { ParameterList: not null, TypeParameterList: null, Parent: not TypeDeclarationSyntax } && !record.Modifiers.Any(SyntaxKind.PartialKeyword))
            context.OfferReplacement(diagnostic, "Make it partial", record, record.WithoutLeadingTrivia().AddModifiers(SyntaxFactory.Token(SyntaxKind.PartialKeyword)));
    }

    // what else the attribute says is about paying
    private static void OfferFree(CodeFixContext context, Diagnostic diagnostic, AttributeSyntax? attribute)
    {
        if (attribute is { ArgumentList.Arguments: [{ NameEquals: null } route, ..], Name: IdentifierNameSyntax { Identifier.ValueText: "PaidGet" or "PaidPost" } name })
        {
            var free = name.Identifier.ValueText == "PaidGet" ? "FreeGet" : "FreePost";
            context.OfferReplacement(
                diagnostic,
                "Make it free",
                attribute,
                SyntaxFactory.Attribute(SyntaxFactory.IdentifierName(free), SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(route))));
        }
    }

    private static void OfferTask(CodeFixContext context, Diagnostic diagnostic, MethodDeclarationSyntax? method)
    {
        if (method is null || method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } || method.ReturnType.ToString() is "Task" or "ValueTask")
            return;
        var task = SyntaxFactory.ParseTypeName($"System.Threading.Tasks.Task<{method.ReturnType.WithoutTrivia()}>").WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation);
        context.OfferReplacement(diagnostic, $"Return a task of '{method.ReturnType.WithoutTrivia()}'", method.ReturnType, task);
    }
}
