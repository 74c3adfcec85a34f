using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>Follows calls into the methods and properties of the same program, as far as somebody who reads the code would.</summary>
internal sealed class CalledCode(Compilation compilation, CancellationToken cancellationToken)
{
    private const int MaxDepth = 4;

    /// <summary>What is called or read by an operation and has a body; a function that is only named may be called too.</summary>
    public static IMethodSymbol? MemberOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IPropertyReferenceOperation property => property.Property.GetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IMethodReferenceOperation reference => reference.Method,
        _ => null,
    };

    /// <summary>The shortest way from a member to something that passes: the members on it, and what was found.</summary>
    public (string Path, TFound Found)? Search<TFound>(IMethodSymbol start, Func<IOperation, TFound?> find) where TFound : struct
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { start.OriginalDefinition };
        var waiting = new Queue<(IMethodSymbol Member, string Path, int Depth)>();
        waiting.Enqueue((start, NameOf(start), 1));
        while (waiting.Count > 0)
        {
            var (member, path, depth) = waiting.Dequeue();
            foreach (var operation in BodyOf(member))
            {
                if (find(operation) is { } found)
                    return (path, found);
                if (depth < MaxDepth && MemberOf(operation) is { } next && seen.Add(next.OriginalDefinition))
                    waiting.Enqueue((next, $"{path} \u2192 {NameOf(next)}", depth + 1));
            }
        }
        return null;
    }

    private IEnumerable<IOperation> BodyOf(IMethodSymbol member)
    {
        foreach (var declaration in member.OriginalDefinition.DeclaringSyntaxReferences)
        {
            if (!compilation.ContainsSyntaxTree(declaration.SyntaxTree))
                continue;
#pragma warning disable RS1030 // the called method is in another file than the one that is analysed, and few methods are called by prices
            var model = compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
            if (model.GetOperation(declaration.GetSyntax(cancellationToken), cancellationToken) is not { } body)
                continue;
            foreach (var operation in body.DescendantsAndSelf())
                yield return operation;
        }
    }

    private static string NameOf(IMethodSymbol member) => member switch
    {
        { MethodKind: MethodKind.LocalFunction } => member.Name,
        { MethodKind: MethodKind.Constructor } => $"new {member.ContainingType.Name}()",
        { AssociatedSymbol: { } property } => $"{property.ContainingType.Name}.{property.Name}",
        _ => $"{member.ContainingType.Name}.{member.Name}",
    };
}
