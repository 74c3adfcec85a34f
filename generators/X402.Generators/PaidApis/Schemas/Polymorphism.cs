using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Types that are written as one of several derived ones, told apart by a member.</summary>
internal static class Polymorphism
{
    private const string Serialization = "System.Text.Json.Serialization.";

    /// <summary>The forms with the JSON of their discriminators.</summary>
    public static List<(ITypeSymbol Type, string? Discriminator)> FormsOf(ITypeSymbol type)
    {
        var forms = new List<(ITypeSymbol, string?)>();
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.Is(Serialization + "JsonDerivedTypeAttribute") != true || attribute.ConstructorArguments is not [{ Value: ITypeSymbol form }, ..])
                continue;
            var discriminator = attribute.ConstructorArguments.Length > 1 ? attribute.ConstructorArguments[1].Value : null;
            forms.Add((form, discriminator is null ? null : Constants.ToJson(discriminator)));
        }
        return forms;
    }

    public static string MemberOf(ITypeSymbol type) =>
        type.Attribute(Serialization + "JsonPolymorphicAttribute").Named<string>("TypeDiscriminatorPropertyName") ?? "$type";
}
