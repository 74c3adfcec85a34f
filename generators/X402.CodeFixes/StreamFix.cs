using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using X402.Generators;

namespace X402.CodeFixes;

/// <summary>Lets streams flow: paid before the work, or sold as a list.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class StreamFix : CodeFixProvider
{
    private const string SettleUpfront = "Settle upfront";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.CannotStream.Id, Rules.HeldBackStream.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Id == Rules.CannotStream.Id)
                await OfferForDeclarationAsync(context, diagnostic).ConfigureAwait(false);
            else if (diagnostic.AdditionalLocations is [var payment] && await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is { } root)
                OfferForMapping(context, diagnostic, root.FindNode(payment.SourceSpan, getInnermostNodeForTie: true));
        }
    }

    private static async Task OfferForDeclarationAsync(CodeFixContext context, Diagnostic diagnostic)
    {
        if (await context.FindAsync<MethodDeclarationSyntax>(diagnostic).ConfigureAwait(false) is not { } method)
            return;
        if (method.AttributeLists.SelectMany(static list => list.Attributes).FirstOrDefault(static attribute => attribute.Name.ToString().Contains("Paid")) is { } paid)
            context.OfferReplacement(diagnostic, SettleUpfront, paid, WithFlow(paid), diagnostic.Id + ".upfront");
        if (StreamOf(method.ReturnType) is { TypeArgumentList.Arguments: [var item] })
        {
            var list = SyntaxFactory.ParseTypeName($"System.Threading.Tasks.Task<System.Collections.Generic.IReadOnlyList<{item}>>").WithAdditionalAnnotations(Simplifier.Annotation);
            context.OfferReplacement(diagnostic, $"Return a list of '{item}'", method.ReturnType, list, diagnostic.Id + ".list");
        }
    }

    private static void OfferForMapping(CodeFixContext context, Diagnostic diagnostic, SyntaxNode payment)
    {
        if (payment.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute)
        {
            context.OfferReplacement(diagnostic, SettleUpfront, attribute, WithFlow(attribute));
            return;
        }
        if (payment.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { ArgumentList.Arguments: [{ Expression: var policy }] })
            return;
        var upfront = policy switch
        {
            LiteralExpressionSyntax price => SyntaxFactory.ParseExpression($"policy => policy.Accept({price}).SettleUpfront()"),
            LambdaExpressionSyntax { ExpressionBody: { } body } lambda => lambda.WithExpressionBody(SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, body, SyntaxFactory.IdentifierName("SettleUpfront")))),
            _ => null,
        };
        if (upfront is not null)
            context.OfferReplacement(diagnostic, SettleUpfront, policy, upfront);
    }

    private static AttributeSyntax WithFlow(AttributeSyntax attribute) => attribute.AddArgumentListArguments(
        SyntaxFactory.AttributeArgument(SyntaxFactory.NameEquals("PaymentFlow"), null, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal("upfront"))));

    private static GenericNameSyntax? StreamOf(TypeSyntax type) => type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault(static name => name.Identifier.ValueText == "IAsyncEnumerable");
}
