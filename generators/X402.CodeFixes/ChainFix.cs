using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using X402.Generators;

namespace X402.CodeFixes;

/// <summary>Takes out of a chain of calls what must not be there: caching of paid endpoints, handlers that repeat payments.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ChainFix : CodeFixProvider
{
    private const string Clearing = "RemoveAllResilienceHandlers";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.CachedGate.Id, Rules.RetriedPayments.Id, Rules.RetriedByDefault.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await context.FindAsync<AttributeSyntax>(diagnostic).ConfigureAwait(false) is { } attribute)
                context.Offer(diagnostic, $"Remove '[{attribute.Name}]'", root => Remove(root, attribute));
            else if (await context.FindAsync<InvocationExpressionSyntax>(diagnostic).ConfigureAwait(false) is { Expression: MemberAccessExpressionSyntax member } call)
                await OfferAsync(context, diagnostic, call, member).ConfigureAwait(false);
        }
    }

    private static async Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, InvocationExpressionSyntax call, MemberAccessExpressionSyntax member)
    {
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (diagnostic.Id == Rules.RetriedByDefault.Id)
        {
            OfferClearing(context, diagnostic, member, model?.Compilation);
            return;
        }
        var goesOn = SymbolEqualityComparer.Default.Equals(model?.GetTypeInfo(call, context.CancellationToken).Type, model?.GetTypeInfo(member.Expression, context.CancellationToken).Type);
        SyntaxNode removed = call;
        // where the call begins another chain, that goes with it: it sets up what is removed
        while (!goesOn && removed.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next })
            removed = next;
        if (removed.Parent is ExpressionStatementSyntax statement && member.Expression is IdentifierNameSyntax)
            context.Offer(diagnostic, $"Remove '{member.Name}'", root => root.RemoveNode(statement.Parent as GlobalStatementSyntax ?? (SyntaxNode)statement, SyntaxRemoveOptions.KeepNoTrivia));
        else if (goesOn || removed.Parent is ExpressionStatementSyntax)
            context.Offer(diagnostic, $"Remove '{member.Name}'", root => root.ReplaceNode(removed, member.Expression.WithoutTrailingTrivia().WithTrailingTrivia(removed.GetTrailingTrivia())));
    }

    private static void OfferClearing(CodeFixContext context, Diagnostic diagnostic, MemberAccessExpressionSyntax member, Compilation? compilation)
    {
        var cleared = member.WithExpression(SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, member.Expression, SyntaxFactory.IdentifierName(Clearing))));
        var method = compilation?.GetTypeByMetadataName("Microsoft.Extensions.DependencyInjection.ResilienceHttpClientBuilderExtensions")?.GetMembers(Clearing).FirstOrDefault();
        if (member.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || method?.Attribute("System.Diagnostics.CodeAnalysis.ExperimentalAttribute").Text(0) is not { } warning)
        {
            context.OfferReplacement(diagnostic, $"Call {Clearing} first", member, cleared);
            return;
        }
        // the method is not promised to stay as it is, and calling it is an error until that is accepted
        var accepted = statement.ReplaceNode(member, cleared);
        accepted = accepted
            .WithLeadingTrivia(accepted.GetLeadingTrivia().AddRange(SyntaxFactory.ParseLeadingTrivia($"#pragma warning disable {warning}\n")))
            .WithTrailingTrivia(accepted.GetTrailingTrivia().AddRange(SyntaxFactory.ParseLeadingTrivia($"#pragma warning restore {warning}\n")));
        context.Offer(diagnostic, $"Call {Clearing} first", root => root.ReplaceNode(statement, accepted.WithAdditionalAnnotations(Formatter.Annotation)));
    }

    private static SyntaxNode? Remove(SyntaxNode root, AttributeSyntax attribute)
    {
        if (attribute.Parent is not AttributeListSyntax { Attributes.Count: 1 } list)
            return root.RemoveNode(attribute, SyntaxRemoveOptions.KeepNoTrivia);
        // what is before the list, comments for example, belongs to what follows
        var next = list.GetLastToken().GetNextToken();
        return root.ReplaceToken(next, next.WithLeadingTrivia(list.GetLeadingTrivia())) is var kept && kept.FindNode(list.Span) is { } node
            ? kept.RemoveNode(node.FirstAncestorOrSelf<AttributeListSyntax>()!, SyntaxRemoveOptions.KeepNoTrivia)
            : null;
    }
}
