using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>
/// Reports paid endpoints of a program that never calls <c>AddX402</c>. A minimal handler with <c>[Paid]</c> would be given away without a sign;
/// everything else refuses to run, which is earlier told here.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GateAnalyzer : DiagnosticAnalyzer
{
    private const string Library = "X402.AspNetCore";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NoGate];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // a library leaves the set-up to the program that uses it
            if (start.Compilation.Options.OutputKind is OutputKind.DynamicallyLinkedLibrary or OutputKind.NetModule || start.Compilation.GetTypeByMetadataName(PaidEndpoints.Attribute) is null)
                return;
            var paid = new ConcurrentQueue<(Location Location, string Name)>();
            var isSetUp = 0;
            start.RegisterSymbolAction(symbol => Collect(symbol.Symbol, paid), SymbolKind.NamedType, SymbolKind.Method);
            start.RegisterOperationAction(operation => Collect(((IAnonymousFunctionOperation)operation.Operation).Symbol, paid), OperationKind.AnonymousFunction);
            start.RegisterOperationAction(
                operation =>
                {
                    var call = (IInvocationOperation)operation.Operation;
                    if (call.TargetMethod.Name == "RequirePayment")
                        paid.Enqueue((call.NameLocation(), "RequirePayment"));
                    else if (MaySetUp(call, operation.Compilation.Assembly))
                        Interlocked.Exchange(ref isSetUp, 1);
                },
                OperationKind.Invocation);
            start.RegisterCompilationEndAction(end =>
            {
                if (Volatile.Read(ref isSetUp) == 1)
                    return;
                foreach (var (location, name) in paid)
                    end.ReportDiagnostic(Diagnostic.Create(Rules.NoGate, location, name));
            });
        });
    }

    private static void Collect(ISymbol symbol, ConcurrentQueue<(Location Location, string Name)> paid)
    {
        if (symbol.Attribute(PaidEndpoints.Attribute)?.ApplicationSyntaxReference is { } syntax)
            paid.Enqueue((Location.Create(syntax.SyntaxTree, syntax.Span), "[Paid]"));
    }

    // AddX402, or a method of another assembly that knows the gate and gets the services
    private static bool MaySetUp(IInvocationOperation call, IAssemblySymbol here)
    {
        var method = call.TargetMethod;
        if (method.Name == "AddX402")
            return true;
        if (!method.IsStatic || SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, here) || method.ContainingAssembly?.Name is null or Library)
            return false;
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Unwrap().Type is { } type && HasServices(type))
                return KnowsGate(method.ContainingAssembly);
        }
        return false;
    }

    private static bool HasServices(ITypeSymbol type)
    {
        if (type.Name is "IServiceCollection" or "IHostApplicationBuilder")
            return true;
        foreach (var contract in type.AllInterfaces)
        {
            if (contract.Name is "IServiceCollection" or "IHostApplicationBuilder")
                return true;
        }
        return false;
    }

    private static bool KnowsGate(IAssemblySymbol assembly)
    {
        foreach (var module in assembly.Modules)
        {
            foreach (var reference in module.ReferencedAssemblies)
            {
                if (reference.Name == Library)
                    return true;
            }
        }
        return false;
    }
}
