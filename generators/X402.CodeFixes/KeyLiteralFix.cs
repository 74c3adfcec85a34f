using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using X402.Generators;

namespace X402.CodeFixes;

/// <summary>Reads a private key from the configuration, where one is at hand. The key that was in the source has to be replaced by a new one all the same.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class KeyLiteralFix : CodeFixProvider
{
    private const string Setting = "X402:PrivateKey";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.KeyLiteral.Id];

    // several keys are several settings
    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (model is null || await context.FindAsync<ExpressionSyntax>(diagnostic).ConfigureAwait(false) is not { } key || IsConstant(key) || ConfigurationAt(model, key.SpanStart) is not { } configuration)
                continue;
            context.OfferReplacement(diagnostic, $"Read it from the setting '{Setting}'", key, SyntaxFactory.ParseExpression($"{configuration}[\"{Setting}\"]!"));
        }
    }

    private static bool IsConstant(ExpressionSyntax key) =>
        key.FirstAncestorOrSelf<FieldDeclarationSyntax>() is not null
        || key.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()?.IsConst == true
        || key.FirstAncestorOrSelf<ParameterSyntax>()?.Default?.Span.Contains(key.Span) == true;

    // a variable that is a configuration, or an application's builder that has one
    private static string? ConfigurationAt(SemanticModel model, int position)
    {
        foreach (var symbol in model.LookupSymbols(position))
        {
            var type = symbol switch
            {
                ILocalSymbol local => local.Type,
                IParameterSymbol parameter => parameter.Type,
                IFieldSymbol field => field.Type,
                IPropertySymbol property => property.Type,
                _ => null,
            };
            // a local that is declared further down is no help
            if (type is null || symbol is ILocalSymbol && symbol.Locations is [var declaration, ..] && declaration.SourceSpan.Start > position)
                continue;
            if (IsConfiguration(type))
                return symbol.Name;
            if (type.GetMembers("Configuration").OfType<IPropertySymbol>().Any(static property => IsConfiguration(property.Type)))
                return $"{symbol.Name}.Configuration";
        }
        return null;
    }

    private static bool IsConfiguration(ITypeSymbol type) =>
        type.Is("Microsoft.Extensions.Configuration.IConfiguration") || type.AllInterfaces.Any(static contract => contract.Is("Microsoft.Extensions.Configuration.IConfiguration"));
}
