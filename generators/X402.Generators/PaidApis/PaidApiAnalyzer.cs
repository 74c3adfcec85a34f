using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace X402.Generators.PaidApis;

/// <summary>Reports what cannot work in a declared API, where it is declared.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PaidApiAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.BadPrice, Rules.ZeroPrice, Rules.PriceTooFine, Rules.BadNetwork, Rules.UnknownScheme, Rules.BadPayTo,
        Rules.BadRoute, Rules.DuplicateRoute, Rules.UnboundRoute, Rules.BadParameter, Rules.BadResult, Rules.CannotStream, Rules.NoEndpoint,
        Rules.NoJsonContext, Rules.UnknownToJson, Rules.BadPriceMethod, Rules.TooDear, Rules.UnknownFlow,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(static symbol => new ApiParser(symbol.ReportDiagnostic).Parse((INamedTypeSymbol)symbol.Symbol), SymbolKind.NamedType);
        context.RegisterSymbolAction(static symbol => PriceCeiling.Check((INamedTypeSymbol)symbol.Symbol, symbol.ReportDiagnostic), SymbolKind.NamedType);
    }
}
