using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using X402.Generators.PaidApis;

namespace X402.Generators.Usage;

/// <summary>Checks what <c>[Paid]</c>, <c>RequirePayment</c> and <c>Accept</c> say, as it is checked in declared APIs: the server would refuse to start.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OfferAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Rules.BadPrice, Rules.ZeroPrice, Rules.PriceTooFine, Rules.BadNetwork, Rules.UnknownScheme, Rules.UnknownFlow, Rules.BadPayTo];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(PaidEndpoints.Attribute) is null)
                return;
            start.RegisterSymbolAction(static symbol => Check(symbol.Symbol, symbol.ReportDiagnostic), SymbolKind.NamedType, SymbolKind.Method);
            start.RegisterOperationAction(static operation => Check(((IAnonymousFunctionOperation)operation.Operation).Symbol, operation.ReportDiagnostic), OperationKind.AnonymousFunction);
            start.RegisterOperationAction(static operation => Check((IInvocationOperation)operation.Operation, operation.ReportDiagnostic), OperationKind.Invocation);
        });
    }

    private static void Check(ISymbol symbol, Action<Diagnostic> report)
    {
        if (symbol.Attribute(PaidEndpoints.Attribute) is not { ApplicationSyntaxReference: { } syntax } attribute)
            return;
        var offer = new PriceModel(attribute.Text(0), null, default, null, attribute.Named<string>("Network"), attribute.Named<string>("PayTo"), attribute.Named<string>("Scheme"), attribute.Named<string>("PaymentFlow"), 0);
        new PriceChecks(report).Check(offer, Location.Create(syntax.SyntaxTree, syntax.Span));
    }

    private static void Check(IInvocationOperation call, Action<Diagnostic> report)
    {
        if (call.TargetMethod is not { Name: "RequirePayment" or "Accept", ContainingType.Name: "PaymentEndpointConventionBuilderExtensions" or "PaymentPolicyBuilder" })
            return;
        var network = TextOf(call, "network");
        foreach (var argument in call.Arguments)
        {
            if (argument is not { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter, Value.ConstantValue: { HasValue: true, Value: string text } })
                continue;
            // each where it is written; a price that is no question here stands for one that is right
            var nothing = new PriceModel("$1", null, default, null, null, null, null, null, 0);
            var stated = parameter.Name switch
            {
                "price" => nothing with { Price = text },
                "network" => nothing with { Network = text },
                "scheme" => nothing with { Scheme = text },
                "payTo" => nothing with { PayTo = text, Network = network?.StartsWith("eip155:", StringComparison.Ordinal) == true ? "eip155:1" : null },
                _ => nothing,
            };
            new PriceChecks(report).Check(stated, argument.Value.Syntax.GetLocation());
        }
    }

    private static string? TextOf(IInvocationOperation call, string parameter)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name == parameter)
                return argument.Value.ConstantValue.Value as string;
        }
        return null;
    }
}
