using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Finds the methods that compute prices.</summary>
internal static class PriceMethods
{
    private const string Price = "X402.Money.Price";

    /// <summary>The price with the arguments of its method, where one computes it.</summary>
    public static bool Resolve(IMethodSymbol method, EndpointAttribute attribute, List<ParameterModel> parameters, Action<Diagnostic>? report, out PriceModel? price)
    {
        price = attribute.Price;
        if (price?.From is not { } name)
            return true;
        foreach (var member in method.ContainingType.GetMembers(name))
        {
            if (member is IMethodSymbol { IsStatic: true, IsAbstract: false, IsGenericMethod: false } candidate && IsPrice(candidate.ReturnType) && Bind(candidate, method, parameters) is { } arguments)
            {
                price = price with { Arguments = new(arguments) };
                return true;
            }
        }
        report?.Invoke(Diagnostic.Create(Rules.BadPriceMethod, attribute.Location ?? method.Locations[0], name, method.ContainingType.Name, method.Name));
        return false;
    }

    /// <summary>Whether a type is a price, or an answer that may be one.</summary>
    public static bool IsPrice(ITypeSymbol type) =>
        type.Is(Price) || type is INamedTypeSymbol { Name: "Answer", ContainingNamespace.Name: "X402", TypeArguments: [var value] } && value.Is(Price);

    private static string[]? Bind(IMethodSymbol candidate, IMethodSymbol method, List<ParameterModel> parameters)
    {
        var arguments = new string[candidate.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var wanted = candidate.Parameters[i];
            var at = -1;
            for (var j = 0; j < parameters.Count; j++)
            {
                if (method.Parameters[j].Name == wanted.Name && parameters[j].Source is not (ParameterSource.Body or ParameterSource.Cancellation))
                    at = j;
            }
            if (at < 0 || !SymbolEqualityComparer.IncludeNullability.Equals(method.Parameters[at].Type, wanted.Type))
                return null;
            arguments[i] = parameters[at].Name;
        }
        return arguments;
    }
}
