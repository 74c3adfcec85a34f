using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>What methods answer.</summary>
internal static class Results
{
    /// <summary>The type of the value or of each item, or <see langword="null"/> where a method answers nothing that can be sent.</summary>
    public static ITypeSymbol? Of(IMethodSymbol method, out ResultKind kind)
    {
        kind = ResultKind.Value;
        if (method.ReturnType is INamedTypeSymbol { Name: "IAsyncEnumerable", TypeArguments: [var item] } && !IsStream(item))
        {
            kind = ResultKind.Items;
            return item;
        }
        if (method.ReturnType is not INamedTypeSymbol { TypeArguments: [var result], Name: "Task" or "ValueTask" } task || task.ContainingNamespace.ToDisplayString() != "System.Threading.Tasks")
            return null;
        if (IsBytes(result))
        {
            kind = ResultKind.Bytes;
            return result;
        }
        var value = result is INamedTypeSymbol { TypeArguments: [var inner], Name: "Answer", ContainingNamespace.Name: "X402" } ? inner : result;
        return IsStream(value) ? null : value;
    }

    public static string MediaTypeOf(ResultKind kind) => kind switch
    {
        ResultKind.Items => "application/x-ndjson",
        ResultKind.Bytes => "application/octet-stream",
        _ => "application/json",
    };

    private static bool IsStream(ITypeSymbol type) => type is INamedTypeSymbol { Name: "IAsyncEnumerable", Arity: 1 } || IsBytes(type);

    // by its parts, because it may be written with a question mark
    private static bool IsBytes(ITypeSymbol type) => type is { Name: "Stream", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } };
}
