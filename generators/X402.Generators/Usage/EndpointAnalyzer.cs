using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>Reports paid endpoints that are mapped by hand and cached, or whose stream is held back.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EndpointAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.CachedGate, Rules.HeldBackStream];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(PaidEndpoints.Attribute) is null)
                return;
            start.RegisterSymbolAction(static symbol => PaidEndpoints.CheckAttributes((INamedTypeSymbol)symbol.Symbol, symbol.ReportDiagnostic), SymbolKind.NamedType);
            start.RegisterOperationBlockStartAction(static block =>
            {
                // most methods map nothing, and are not read a second time
                var maps = false;
                block.RegisterOperationAction(operation => maps |= PaidEndpoints.Opens((IInvocationOperation)operation.Operation) is not null, OperationKind.Invocation);
                block.RegisterOperationBlockEndAction(end =>
                {
                    if (maps)
                        Analyze(end);
                });
            });
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context)
    {
        var graph = new BuilderGraph<EndpointFacts>(PaidEndpoints.Opens);
        graph.Read(context.OperationBlocks, call => PaidEndpoints.Read(call, graph));
        var reported = new HashSet<Location>();
        foreach (var node in graph.Nodes)
        {
            if (node.Find(static facts => facts.Payment) is not { } payment)
                continue;
            for (var at = node; at is not null; at = at.Parent)
            {
                if (at.Facts.Cache is { } cache && reported.Add(cache.Location))
                    context.ReportDiagnostic(Diagnostic.Create(Rules.CachedGate, cache.Location, cache.Name));
            }
            // a payment of the whole group is not changed for one stream in it
            if (payment.HoldsBack && node.Facts.Stream is { } stream)
                context.ReportDiagnostic(Diagnostic.Create(Rules.HeldBackStream, stream.Location, node.Facts.Payment is null ? [] : [payment.Location], stream.Type));
        }
    }
}
