using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using X402.Generators.PaidApis;

namespace X402.Generators.Usage;

/// <summary>
/// Reports what makes a computed price differ between the offer and the payment. Functions of prices are known by their shape, a request in and a price out,
/// and by the <c>PriceFrom</c> that names them.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PriceFunctionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ChangingPrice];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("X402.Money.Price") is null)
                return;
            start.RegisterOperationBlockAction(static block =>
            {
                if (block.OwningSymbol is not IMethodSymbol method || !(IsPriceFunction(method) || IsNamedByEndpoint(method)))
                    return;
                foreach (var operation in block.OperationBlocks)
                    Check(operation, new(block.Compilation, block.CancellationToken), block.ReportDiagnostic);
            });
            start.RegisterOperationAction(
                static operation =>
                {
                    var method = operation.Operation is IAnonymousFunctionOperation lambda ? lambda.Symbol : ((ILocalFunctionOperation)operation.Operation).Symbol;
                    if (IsPriceFunction(method))
                        Check(operation.Operation, new(operation.Compilation, operation.CancellationToken), operation.ReportDiagnostic);
                },
                OperationKind.AnonymousFunction,
                OperationKind.LocalFunction);
        });
    }

    private static void Check(IOperation function, CalledCode called, Action<Diagnostic> report)
    {
        foreach (var operation in function.Descendants())
        {
            if (ChangingValues.Find(operation, function) is { } use)
                report(Diagnostic.Create(Rules.ChangingPrice, operation.Syntax.GetLocation(), use.Name, use.Reason));
            else if (CalledCode.MemberOf(operation) is { } member && !IsReadHere(member, function) && called.Search(member, ChangingValues.FindRead) is { } way)
                report(Diagnostic.Create(Rules.ChangingPrice, operation.Syntax.GetLocation(), $"{way.Path} \u2192 {way.Found.Name}", way.Found.Reason));
        }
    }

    // functions within the function are part of it, and other price functions are reported where they are
    private static bool IsReadHere(IMethodSymbol member, IOperation function) =>
        IsPriceFunction(member) || member is { MethodKind: MethodKind.LocalFunction, DeclaringSyntaxReferences: [var declaration, ..] } && function.Syntax.FullSpan.Contains(declaration.Span);

    private static bool IsPriceFunction(IMethodSymbol method) =>
        method.Parameters is [{ Type: { Name: "HttpContext" } request }]
        && method.ReturnType is INamedTypeSymbol { Name: "ValueTask", TypeArguments: [var result] }
        && PriceMethods.IsPrice(result)
        && request.Is("Microsoft.AspNetCore.Http.HttpContext");

    private static bool IsNamedByEndpoint(IMethodSymbol method)
    {
        if (!method.IsStatic || method.ContainingType?.TypeKind != TypeKind.Interface || !PriceMethods.IsPrice(method.ReturnType))
            return false;
        foreach (var member in method.ContainingType.GetMembers())
        {
            if (member is IMethodSymbol { IsStatic: false } endpoint && EndpointAttribute.Of(endpoint)?.Price?.From == method.Name)
                return true;
        }
        return false;
    }
}
