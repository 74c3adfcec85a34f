using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Reads an interface with <c>[PaidApi]</c>. What it refuses is an error, which the analyzer reports where the interface is declared.</summary>
/// <param name="report">Receives what is refused.</param>
internal sealed class ApiParser(Action<Diagnostic>? report = null)
{
    public const string Attribute = "X402.PaidApiAttribute";

    private readonly Dictionary<string, string> _routes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<IMethodSymbol> _methods = [];
    private JsonContextChecks? _json;

    /// <summary>The methods of the endpoints that were found, in their order.</summary>
    public IReadOnlyList<IMethodSymbol> Methods => _methods;

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
            _methods.Add(method);
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
        var result = Results.Of(method, out var kind);
        // what is paid after the work is withheld until it is paid
        var cannotStream = kind != ResultKind.Value && attribute.Price is { Flow: not "upfront" };
        if (result is null || cannotStream)
        {
            valid = false;
            report?.Invoke(Diagnostic.Create(cannotStream ? Rules.CannotStream : Rules.BadResult, method.Locations[0], method.Name, method.ReturnType.ToDisplayString()));
        }
        else if (new ParameterParser(report).Parse(method, attribute, inRoute) is { } parameters && PriceMethods.Resolve(method, attribute, parameters, report, out var paid) && valid)
        {
            if (kind != ResultKind.Bytes)
                _json?.Check(result, method);
            foreach (var parameter in parameters)
            {
                if (parameter.Source == ParameterSource.Body)
                    _json?.Check(method.Parameters[parameters.IndexOf(parameter)].Type, method);
            }
            var handler = method.Name;
            for (var i = 2; !_names.Add(handler); i++)
                handler = method.Name + i;
            return new(method.Name, handler, attribute.Verb, attribute.Route, paid, result.GlobalName().TrimEnd('?'), kind, new([.. parameters]));
        }
        return null;
    }

    private EndpointModel? Refuse(DiagnosticDescriptor rule, Location location, params object[] arguments)
    {
        report?.Invoke(Diagnostic.Create(rule, location, arguments));
        return null;
    }
}
