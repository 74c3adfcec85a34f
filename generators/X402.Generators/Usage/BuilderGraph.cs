using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>
/// What one method says about the things it builds, wherever it says it: in one chain of calls, through a variable, by name, or on the group around a thing.
/// </summary>
/// <param name="opens">Whether a call begins a new thing: its name, an empty text where it has none, <see langword="null"/> where it begins none.</param>
internal sealed class BuilderGraph<TFacts>(Func<IInvocationOperation, string?> opens) where TFacts : class, new()
{
    private readonly Dictionary<SyntaxNode, BuilderNode<TFacts>> _calls = [];
    private readonly Dictionary<ISymbol, BuilderNode<TFacts>> _variables = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<string, BuilderNode<TFacts>> _names = new(StringComparer.Ordinal);

    public List<BuilderNode<TFacts>> Nodes { get; } = [];

    /// <summary>Reads a method in the order of its text.</summary>
    public void Read(IEnumerable<IOperation> blocks, Action<IInvocationOperation> read)
    {
        foreach (var block in blocks)
        {
            foreach (var operation in block.DescendantsAndSelf())
            {
                if (operation is IVariableDeclaratorOperation { Initializer.Value: { } value } variable && value.Unwrap() is IInvocationOperation)
                    _variables[variable.Symbol] = NodeOf(value);
                else if (operation is IInvocationOperation call)
                    read(call);
            }
        }
    }

    /// <summary>The thing that an expression builds.</summary>
    public BuilderNode<TFacts> NodeOf(IOperation expression)
    {
        switch (expression.Unwrap())
        {
            case ILocalReferenceOperation local:
                return Get(_variables, local.Local);
            case IParameterReferenceOperation parameter:
                return Get(_variables, parameter.Parameter);
            case IFieldReferenceOperation field:
                return Get(_variables, field.Field);
            case IInvocationOperation call:
                if (_calls.TryGetValue(call.Syntax, out var known))
                    return known;
                var receiver = call.Receiver();
                var node = opens(call) switch
                {
                    null => receiver is null ? Add(null) : NodeOf(receiver),
                    "" => Add(receiver is null ? null : NodeOf(receiver)),
                    var name => Get(_names, name),
                };
                _calls[call.Syntax] = node;
                return node;
            default:
                return Add(null);
        }
    }

    private BuilderNode<TFacts> Get<TKey>(Dictionary<TKey, BuilderNode<TFacts>> nodes, TKey key) where TKey : notnull
    {
        if (!nodes.TryGetValue(key, out var node))
            nodes[key] = node = Add(null);
        return node;
    }

    private BuilderNode<TFacts> Add(BuilderNode<TFacts>? parent)
    {
        var node = new BuilderNode<TFacts>(parent);
        Nodes.Add(node);
        return node;
    }
}
