using Microsoft.CodeAnalysis;

namespace X402.Generators.Payloads;

/// <summary>Gives records with <c>[PaymentPayloadRecord]</c> their strict reader and their writer.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class PayloadRecordGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step whose results are compared, for tests of the caching.</summary>
    internal const string ModelStep = "PayloadRecords";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var records = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                PayloadRecordParser.Attribute,
                static (_, _) => true,
                static (match, _) => new PayloadRecordParser().Parse((INamedTypeSymbol)match.TargetSymbol))
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(records, static (output, model) =>
        {
            if (model is not null)
                output.AddSource(model.Type.HintName("Payload"), PayloadRecordEmitter.Emit(model));
        });
    }
}
