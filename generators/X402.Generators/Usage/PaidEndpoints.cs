using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>Reads how endpoints are mapped: <c>app.MapGet(...).RequirePayment("$0.01").CacheOutput()</c>.</summary>
internal static class PaidEndpoints
{
    public const string Attribute = "X402.AspNetCore.PaidAttribute";
    private const string OutputCache = "Microsoft.AspNetCore.OutputCaching.OutputCacheAttribute";
    private const string ResponseCache = "Microsoft.AspNetCore.Mvc.ResponseCacheAttribute";

    /// <summary>Mapping begins an endpoint or a group.</summary>
    public static string? Opens(IInvocationOperation call) =>
        call.TargetMethod.Name.StartsWith("Map", StringComparison.Ordinal) && !call.TargetMethod.ReturnsVoid ? "" : null;

    public static void Read(IInvocationOperation call, BuilderGraph<EndpointFacts> graph)
    {
        if (call.Receiver() is not { } receiver)
            return;
        switch (call.TargetMethod.Name)
        {
            case "RequirePayment":
                graph.NodeOf(receiver).Facts.Payment = new(call.NameLocation(), HoldsBack(call));
                break;
            case "CacheOutput" when !call.Calls(static name => name == "NoCache"):
                graph.NodeOf(receiver).Facts.Cache = (call.NameLocation(), "CacheOutput");
                break;
            default:
                if (Opens(call) is not null)
                    ReadHandler(call, graph.NodeOf(call).Facts);
                break;
        }
    }

    /// <summary>Reports controllers and handlers that are sold and cached by attributes alone.</summary>
    public static void CheckAttributes(INamedTypeSymbol type, Action<Diagnostic> report)
    {
        var (isPaid, cache) = (type.Attribute(Attribute) is not null, CacheOf(type));
        var isAnyPaid = isPaid;
        foreach (var member in type.GetMembers())
        {
            if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
                continue;
            var isMethodPaid = isPaid || method.Attribute(Attribute) is not null;
            isAnyPaid |= isMethodPaid;
            if (isMethodPaid && CacheOf(method) is { } own)
                report(Diagnostic.Create(Rules.CachedGate, own.Location, own.Name));
        }
        if (isAnyPaid && cache is { } all)
            report(Diagnostic.Create(Rules.CachedGate, all.Location, all.Name));
    }

    private static void ReadHandler(IInvocationOperation call, EndpointFacts facts)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Handler() is not { } handler)
                continue;
            var paid = handler.Attribute(Attribute);
            if (paid is not null)
                facts.Payment = new(LocationOf(paid) ?? call.NameLocation(), paid.Named<string>("PaymentFlow") is null);
            // both on one method are seen where it is declared
            if (handler.MethodKind == MethodKind.AnonymousFunction || paid is null)
                facts.Cache = CacheOf(handler) ?? facts.Cache;
            if (StreamOf(handler.ReturnType) is { } stream)
                facts.Stream = (call.NameLocation(), stream);
        }
    }

    // prepared metadata may say anything; only what is written here is certain
    private static bool HoldsBack(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal != 1)
                continue;
            if (argument.Value.ConstantValue.HasValue)
                return true;
            if (argument.Value.Handler() is not { Parameters: [{ Type.Name: "PaymentPolicyBuilder" }] })
                return false;
            foreach (var inner in argument.Value.Descendants())
            {
                if (inner is IInvocationOperation { TargetMethod.Name: "SettleUpfront" } or IPropertyReferenceOperation { Property.Name: "PaymentFlow" })
                    return false;
            }
            return true;
        }
        return false;
    }

    private static (Location Location, string Name)? CacheOf(ISymbol symbol)
    {
        if (symbol.Attribute(OutputCache) is { } output && !output.Named("NoStore", false))
            return (LocationOf(output) ?? symbol.Locations[0], "[OutputCache]");
        if (symbol.Attribute(ResponseCache) is { } response && !response.Named("NoStore", false))
            return (LocationOf(response) ?? symbol.Locations[0], "[ResponseCache]");
        return null;
    }

    private static Location? LocationOf(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference is { } syntax ? Location.Create(syntax.SyntaxTree, syntax.Span) : null;

    private static string? StreamOf(ITypeSymbol type) => type is not INamedTypeSymbol { Arity: 1 } named
        ? null
        : named.Name switch
        {
            "Task" or "ValueTask" => StreamOf(named.TypeArguments[0]),
            "IAsyncEnumerable" or "ServerSentEventsResult" => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            _ => null,
        };
}
