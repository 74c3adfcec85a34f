using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace X402.Generators.PaidApis;

/// <summary>Decides where the parameters of a method come from.</summary>
internal sealed class ParameterParser(Action<Diagnostic>? report)
{
    private const string Header = "X402.HeaderAttribute";

    public List<ParameterModel>? Parse(IMethodSymbol method, EndpointAttribute endpoint, IReadOnlyList<string> inRoute)
    {
        var parameters = new List<ParameterModel>();
        var missing = new HashSet<string>(inRoute, StringComparer.Ordinal);
        var hasBody = false;
        var valid = true;
        foreach (var parameter in method.Parameters)
        {
            missing.Remove(parameter.Name);
            if (Classify(parameter, inRoute) is not { } source || (source == ParameterSource.Body && (hasBody || endpoint.Verb is "Get" or "Delete")))
            {
                report?.Invoke(Diagnostic.Create(Rules.BadParameter, parameter.Locations[0], parameter.Name, method.Name));
                valid = false;
                continue;
            }
            hasBody |= source == ParameterSource.Body;
            parameters.Add(Describe(parameter, source));
        }
        foreach (var name in missing)
        {
            report?.Invoke(Diagnostic.Create(Rules.UnboundRoute, endpoint.Location ?? method.Locations[0], name, method.Name));
            valid = false;
        }
        return valid ? parameters : null;
    }

    private static ParameterModel Describe(IParameterSymbol parameter, ParameterSource source)
    {
        var value = Value(parameter.Type);
        var type = parameter.Type.GlobalName();
        string? otherwise = null;
        if (parameter.HasExplicitDefaultValue)
            otherwise = parameter.ExplicitDefaultValue is { } constant ? SymbolDisplay.FormatPrimitive(constant, quoteStrings: true, useHexadecimalNumbers: false) : "default";
        return new(
            SyntaxFacts.GetKeywordKind(parameter.Name) == SyntaxKind.None ? parameter.Name : "@" + parameter.Name,
            parameter.Attribute(Header).Text(0) ?? parameter.Name,
            type,
            value.GlobalName().TrimEnd('?'),
            source,
            otherwise is not null || parameter.NullableAnnotation == NullableAnnotation.Annotated,
            otherwise);
    }

    private static ParameterSource? Classify(IParameterSymbol parameter, IReadOnlyList<string> inRoute)
    {
        if (parameter.RefKind != RefKind.None || parameter.IsParams)
            return null;
        if (parameter.Type.Is("System.Threading.CancellationToken"))
            return ParameterSource.Cancellation;
        var isSimple = IsParsable(Value(parameter.Type));
        var isOptional = parameter.NullableAnnotation == NullableAnnotation.Annotated;
        foreach (var name in inRoute)
        {
            if (name == parameter.Name)
                return isSimple && !isOptional ? ParameterSource.Route : null;
        }
        if (parameter.Attribute(Header) is not null)
            return isSimple ? ParameterSource.Header : null;
        if (isSimple)
            return ParameterSource.Query;
        return parameter.Type.IsReferenceType && !isOptional ? ParameterSource.Body : null;
    }

    private static ITypeSymbol Value(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] } ? value : type;

    private static bool IsParsable(ITypeSymbol type)
    {
        // the usual ones without a walk over their many interfaces
        if (type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String)
            return true;
        foreach (var contract in type.AllInterfaces)
        {
            if (contract.Name == "IParsable" && contract.ContainingNamespace.ToDisplayString() == "System")
                return true;
        }
        return false;
    }
}
