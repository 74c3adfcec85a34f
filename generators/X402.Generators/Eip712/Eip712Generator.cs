using Microsoft.CodeAnalysis;

namespace X402.Generators.Eip712;

/// <summary>Gives records with <c>[Eip712Struct]</c> their encoded type and struct hash.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class Eip712Generator : IIncrementalGenerator
{
    /// <summary>The name of the step whose results are compared, for tests of the caching.</summary>
    internal const string ModelStep = "Eip712Structs";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var structs = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Eip712Parser.Attribute,
                static (_, _) => true,
                static (match, _) => new Eip712Parser().Parse((INamedTypeSymbol)match.TargetSymbol))
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(structs, static (output, model) =>
        {
            if (model is not null)
                output.AddSource(model.Type.HintName("Eip712"), Eip712Emitter.Emit(model));
        });
    }
}
