using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Reads an interface with <c>[PaidApi]</c>. What it refuses is an error, which the analyzer reports where the interface is declared.</summary>
/// <param name="report">Receives what is refused.</param>
/// <param name="found">Receives each endpoint with its method.</param>
internal sealed class ApiParser(Action<Diagnostic>? report = null, Action<IMethodSymbol, EndpointModel>? found = null)
{
    public const string Attribute = "X402.PaidApiAttribute";

    private readonly Dictionary<string, string> _routes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private JsonContextChecks? _json;

    public ApiModel? Parse(INamedTypeSymbol type)
    {
        if (type.Attribute(Attribute) is not { ConstructorArguments: [{ Value: INamedTypeSymbol json }] })
            return null;
        _json = new(json, type, report);
        var endpoints = new List<EndpointModel>();
        foreach (var member in type.GetMembers())
        {
            if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false } method || ParseEndpoint(method) is not { } endpoint)
                continue;
            endpoints.Add(endpoint);
            found?.Invoke(method, endpoint);
        }
        var name = type.Name.Length > 1 && type.Name[0] == 'I' && char.IsUpper(type.Name[1]) ? type.Name.Substring(1) : type.Name;
        return new(type.GlobalName(), name, json.GlobalName(), new([.. endpoints]));
    }

    private EndpointModel? ParseEndpoint(IMethodSymbol method)
    {
        if (EndpointAttribute.Of(method) is not { } attribute)
            return Refuse(Rules.NoEndpoint, method.Locations[0], method.Name);
        var location = attribute.Location ?? method.Locations[0];
        if (Routes.ParametersOf(attribute.Route) is not { } inRoute)
            return Refuse(Rules.BadRoute, location, attribute.Route);
        var shape = $"{attribute.Verb} {Routes.ShapeOf(attribute.Route)}";
        if (_routes.TryGetValue(shape, out var other))
            return Refuse(Rules.DuplicateRoute, location, attribute.Route, other);
        _routes.Add(shape, method.Name);

        var valid = attribute.Price is not { } price || new PriceChecks(report).Check(price, location);
        if (ResultOf(method) is not { } result)
        {
            valid = false;
            report?.Invoke(Diagnostic.Create(IsStream(method.ReturnType) ? Rules.CannotStream : Rules.BadResult, method.Locations[0], method.Name, method.ReturnType.ToDisplayString()));
        }
        else if (new ParameterParser(report).Parse(method, attribute, inRoute) is { } parameters && PriceMethods.Resolve(method, attribute, parameters, report, out var paid) && valid)
        {
            _json?.Check(result, method);
            foreach (var parameter in parameters)
            {
                if (parameter.Source == ParameterSource.Body)
                    _json?.Check(method.Parameters[parameters.IndexOf(parameter)].Type, method);
            }
            var handler = method.Name;
            for (var i = 2; !_names.Add(handler); i++)
                handler = method.Name + i;
            return new(method.Name, handler, attribute.Verb, attribute.Route, paid, result.GlobalName().TrimEnd('?'), new([.. parameters]));
        }
        return null;
    }

    private EndpointModel? Refuse(DiagnosticDescriptor rule, Location location, params object[] arguments)
    {
        report?.Invoke(Diagnostic.Create(rule, location, arguments));
        return null;
    }

    /// <summary>The type of the value that a method answers, or <see langword="null"/> where it answers none.</summary>
    public static ITypeSymbol? ResultOf(IMethodSymbol method)
    {
        if (method.ReturnType is not INamedTypeSymbol { TypeArguments: [var result], Name: "Task" or "ValueTask" } task || task.ContainingNamespace.ToDisplayString() != "System.Threading.Tasks" || IsStream(result))
            return null;
        return result is INamedTypeSymbol { TypeArguments: [var value], Name: "Answer", ContainingNamespace.Name: "X402" } ? value : result;
    }

    private static bool IsStream(ITypeSymbol type) =>
        type is INamedTypeSymbol named
        && (named is { Name: "IAsyncEnumerable", Arity: 1 } || named.Is("System.IO.Stream") || (named is { Name: "Task" or "ValueTask", TypeArguments: [var inner] } && IsStream(inner)));
}
