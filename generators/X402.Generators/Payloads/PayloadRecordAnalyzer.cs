using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using X402.Generators.Eip712;

namespace X402.Generators.Payloads;

/// <summary>Reports why a payload record or a signed struct cannot be generated. Apart from the generators, so that a report never makes them run.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PayloadRecordAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NotAPartialRecord, Rules.NotReadable, Rules.NotSignable];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(static symbol => Analyze((INamedTypeSymbol)symbol.Symbol, symbol.ReportDiagnostic), SymbolKind.NamedType);
    }

    private static void Analyze(INamedTypeSymbol type, Action<Diagnostic> report)
    {
        var isPayload = type.Attribute(PayloadRecordParser.Attribute) is not null;
        if (isPayload)
            new PayloadRecordParser(report).Parse(type);
        // one mistake in the record's own form is one report
        if (type.Attribute(Eip712Parser.Attribute) is not null && (!isPayload || type.PrimaryParameters() is not null))
            new Eip712Parser(report).Parse(type);
    }
}
