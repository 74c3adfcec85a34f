using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using X402.Generators;

namespace X402.CodeFixes;

/// <summary>Mends what a price, a network, a scheme, a flow, a recipient or a route says.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class TextFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [Rules.BadPrice.Id, Rules.PriceTooFine.Id, Rules.BadNetwork.Id, Rules.UnknownScheme.Id, Rules.UnknownFlow.Id, Rules.BadPayTo.Id, Rules.BadRoute.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await context.FindAsync<SyntaxNode>(diagnostic).ConfigureAwait(false) is not { } node || LiteralOf(node, diagnostic.Id) is not { } literal)
                continue;
            foreach (var (text, key) in Suggestions(diagnostic.Id, literal.Token.ValueText))
            {
                var replacement = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));
                context.OfferReplacement(diagnostic, TitleOf(diagnostic.Id, text), literal, replacement, diagnostic.Id + key);
            }
        }
    }

    private static string TitleOf(string rule, string text) => rule == Rules.BadPayTo.Id
        ? $"Compare all digits, then take '{text}'"
        : $"Write '{text}'";

    // digits are never changed for a checksum: whoever takes the fix has compared them
    private static IEnumerable<(string Text, string Key)> Suggestions(string rule, string text)
    {
        if (rule == Rules.BadPrice.Id)
            return Spelling.PriceOf(text) is { } price ? [(price, "")] : [];
        if (rule == Rules.PriceTooFine.Id)
            return Spelling.NearestPrices(text);
        if (rule == Rules.BadNetwork.Id)
            return Spelling.NetworkOf(text) is { } network ? [(network, "")] : [];
        if (rule == Rules.UnknownScheme.Id)
            return Spelling.SchemeOf(text) is { } scheme ? [(scheme, "")] : [];
        if (rule == Rules.UnknownFlow.Id)
            return Spelling.FlowOf(text) is { } flow ? [(flow, "")] : [];
        if (rule == Rules.BadRoute.Id)
            return Spelling.RouteOf(text) is { } route ? [(route, "")] : [];
        return Addresses.HasForm(text) ? [(Addresses.WithChecksum(text), "")] : [];
    }

    /// <summary>The literal that a rule is about: in an attribute by its name or place, elsewhere where the diagnostic is.</summary>
    private static LiteralExpressionSyntax? LiteralOf(SyntaxNode node, string rule)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { ArgumentList.Arguments: var arguments } attribute)
            return node as LiteralExpressionSyntax ?? (node as ArgumentSyntax)?.Expression as LiteralExpressionSyntax;
        // the route comes first, except in attributes that have none
        var hasRoute = attribute.Name.ToString() is var name && (name.Contains("Paid") || name.Contains("Free")) && !name.EndsWith("Paid", StringComparison.Ordinal) && !name.EndsWith("PaidAttribute", StringComparison.Ordinal);
        var (position, property) =
            rule == Rules.BadNetwork.Id ? (-1, "Network") :
            rule == Rules.UnknownScheme.Id ? (-1, "Scheme") :
            rule == Rules.UnknownFlow.Id ? (-1, "PaymentFlow") :
            rule == Rules.BadPayTo.Id ? (-1, "PayTo") :
            rule == Rules.BadRoute.Id ? (0, "route") :
            (hasRoute ? 1 : 0, "price");
        for (var i = 0; i < arguments.Count; i++)
        {
            var stated = arguments[i].NameEquals?.Name.Identifier.ValueText ?? arguments[i].NameColon?.Name.Identifier.ValueText;
            if ((stated is null ? i == position : stated == property || (property == "price" && stated == "MaxPrice")) && arguments[i].Expression is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.StringLiteralExpression))
                return literal;
        }
        return null;
    }
}
