using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>Reports handlers that repeat the requests of HTTP clients that pay or settle.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PayingClientAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.RetriedPayments, Rules.RetriedByDefault];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // without a type of the protocol there is nothing that pays
            if (start.Compilation.GetTypeByMetadataName("X402.Facilitators.IFacilitator") is null)
                return;
            var defaults = new ConcurrentQueue<string>();
            var payers = new ConcurrentQueue<Location>();
            start.RegisterOperationBlockStartAction(block =>
            {
                var registers = false;
                block.RegisterOperationAction(operation =>
                {
                    var call = (IInvocationOperation)operation.Operation;
                    registers |= call.TargetMethod.Name is PayingClients.Registration or "AddHttpClient";
                    if (PayingClients.RepeatsByDefault(call) is { } handler)
                        defaults.Enqueue(handler);
                }, OperationKind.Invocation);
                block.RegisterOperationBlockEndAction(end =>
                {
                    if (registers)
                        Analyze(end, payers);
                });
            });
            start.RegisterCompilationEndAction(end =>
            {
                if (!defaults.TryPeek(out var handler))
                    return;
                foreach (var payer in payers)
                    end.ReportDiagnostic(Diagnostic.Create(Rules.RetriedByDefault, payer, handler));
            });
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, ConcurrentQueue<Location> payers)
    {
        var graph = new BuilderGraph<ClientFacts>(PayingClients.Opens);
        graph.Read(context.OperationBlocks, call => PayingClients.Read(call, graph));
        foreach (var node in graph.Nodes)
        {
            if (!node.Facts.IsPaying)
                continue;
            foreach (var (location, name) in node.Facts.Repeats)
                context.ReportDiagnostic(Diagnostic.Create(Rules.RetriedPayments, location, name));
            if (node.Facts is { IsCleared: false, Payments: { } payments })
                payers.Enqueue(payments);
        }
    }
}
