using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>The attribute of an endpoint, read. Lives only while a declaration is parsed.</summary>
internal sealed record EndpointAttribute(string Verb, string Route, PriceModel? Price, Location? Location)
{
    private const string PaidBase = "X402.PaidEndpointAttribute";

    public static EndpointAttribute? Of(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type || attribute.Text(0) is not { } route)
                continue;
            var location = attribute.ApplicationSyntaxReference is { } syntax ? Location.Create(syntax.SyntaxTree, syntax.Span) : null;
            if (type.BaseType?.Is(PaidBase) == true)
                return new(VerbOf(type.Name, "Paid"), route, PriceOf(attribute), location);
            if (type.Is("X402.FreeGetAttribute") || type.Is("X402.FreePostAttribute"))
                return new(VerbOf(type.Name, "Free"), route, null, location);
        }
        return null;
    }

    private static string VerbOf(string attribute, string prefix) => attribute.Substring(prefix.Length, attribute.Length - prefix.Length - "Attribute".Length);

    private static PriceModel PriceOf(AttributeData attribute) => new(
        attribute.Text(1),
        attribute.Named<string>("PriceFrom"),
        default,
        attribute.Named<string>("Description"),
        attribute.Named<string>("Network"),
        attribute.Named<string>("PayTo"),
        attribute.Named<string>("Scheme"),
        attribute.Named<string>("PaymentFlow"),
        attribute.Named("MaxTimeoutSeconds", 0));
}
