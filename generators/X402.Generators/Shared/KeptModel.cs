using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace X402.Generators;

/// <summary>What a declaration was read as, kept as long as its file and as long as no declaration of the program changes.</summary>
internal sealed class KeptModel<TModel> where TModel : class
{
    private static readonly ConditionalWeakTable<SyntaxNode, KeptModel<TModel>> s_kept = new();

    private (ulong State, TModel? Model)? _read;

    /// <summary>The model of a declaration, read only where something changed.</summary>
    public static TModel? Of(GeneratorAttributeSyntaxContext match, Func<GeneratorAttributeSyntaxContext, TModel?> read, CancellationToken cancellationToken)
    {
        var kept = s_kept.GetOrCreateValue(match.TargetNode);
        var state = DeclarationState.Of(match.SemanticModel.Compilation, cancellationToken);
        lock (kept)
        {
            if (kept._read is not { } known || known.State != state)
                kept._read = known = (state, read(match));
            return known.Model;
        }
    }
}
