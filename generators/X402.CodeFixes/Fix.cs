using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;

namespace X402.CodeFixes;

/// <summary>How fixes are offered.</summary>
internal static class Fix
{
    /// <summary>The node of a diagnostic that has this type, or the next one around it.</summary>
    public static async Task<T?> FindAsync<T>(this CodeFixContext context, Diagnostic diagnostic) where T : SyntaxNode =>
        await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is { } root && root.FullSpan.Contains(diagnostic.Location.SourceSpan)
            ? root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<T>()
            : null;

    /// <summary>Offers to replace one node by another one.</summary>
    /// <param name="context">Where.</param>
    /// <param name="diagnostic">What is mended.</param>
    /// <param name="title">What the person reads.</param>
    /// <param name="from">The node.</param>
    /// <param name="to">What takes its place; it is formatted.</param>
    /// <param name="key">What the same fix of other places has in common; the rule by default.</param>
    public static void OfferReplacement(this CodeFixContext context, Diagnostic diagnostic, string title, SyntaxNode from, SyntaxNode to, string? key = null) =>
        context.Offer(diagnostic, title, root => root.ReplaceNode(from, to.WithTriviaFrom(from).WithAdditionalAnnotations(Formatter.Annotation)), key);

    /// <summary>Offers to change a document.</summary>
    public static void Offer(this CodeFixContext context, Diagnostic diagnostic, string title, Func<SyntaxNode, SyntaxNode?> change, string? key = null)
    {
        var document = context.Document;
        context.RegisterCodeFix(CodeAction.Create(title, Change, key ?? diagnostic.Id), diagnostic);

        async Task<Document> Change(CancellationToken cancellationToken) =>
            await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is { } root && change(root) is { } changed ? document.WithSyntaxRoot(changed) : document;
    }
}
