using System.Reflection;

namespace X402.Hosting.Tests.Surface;

/// <summary>Writes types and members the way a compiler's references to them look.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
        [typeof(bool)] = "boolean",
        [typeof(int)] = "int32",
        [typeof(long)] = "int64",
    };

    public static IEnumerable<Type> Types(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => type.Namespace!.StartsWith("Aspire.Hosting", StringComparison.Ordinal));

    public static IEnumerable<string> Members(Type type)
    {
        var owner = Name(type);
        foreach (var constructor in type.GetConstructors(Declared))
            yield return $"{owner}..ctor({Parameters(constructor)}) : void";
        foreach (var field in type.GetFields(Declared))
            yield return $"{owner}.{field.Name} : {Name(field.FieldType)}";
        foreach (var method in type.GetMethods(Declared))
        {
            var arity = method.IsGenericMethodDefinition ? $"`{method.GetGenericArguments().Length}" : "";
            yield return $"{owner}.{method.Name}{arity}({Parameters(method)}) : {Name(method.ReturnType)}";
        }
    }

    public static string Name(Type type)
    {
        if (type.IsByRef)
            return $"ref {Name(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (type.IsGenericParameter)
            return (type.DeclaringMethod is null ? "!" : "!!") + type.GenericParameterPosition;
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;

        var name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : $"{Namespace(type.Namespace!)}{type.Name}";
        return type is { IsGenericType: true, IsGenericTypeDefinition: false }
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)));

    private static string Namespace(string name) => name switch
    {
        "Aspire.Hosting" => "AH.",
        "Aspire.Hosting.ApplicationModel" => "AM.",
        "System" or "System.Threading" or "System.Threading.Tasks" => "",
        _ when name.StartsWith("Aspire.Hosting.", StringComparison.Ordinal) => $"AH.{name["Aspire.Hosting.".Length..]}.",
        _ when name.StartsWith("System.", StringComparison.Ordinal) => $"{name["System.".Length..]}.",
        _ => $"{name}.",
    };
}
