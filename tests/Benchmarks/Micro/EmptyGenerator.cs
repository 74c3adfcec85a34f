using Microsoft.CodeAnalysis;

namespace Benchmarks.Micro;

/// <summary>Finds the same declarations as our generator and makes nothing of them: what finding them costs, whoever does it.</summary>
#pragma warning disable RS1036, RS1041 // only the compiler that is measured loads it, and that one runs on this framework
[Generator(LanguageNames.CSharp)]
internal sealed class EmptyGenerator : IIncrementalGenerator
#pragma warning restore RS1036, RS1041
{
    private static readonly string[] s_attributes = ["X402.PaidApiAttribute", "X402.PaidApiEndpointsAttribute", "X402.PaidApiClientAttribute"];

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (var attribute in s_attributes)
        {
            var found = context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (_, _) => true, static (match, _) => match.TargetSymbol.Name);
            context.RegisterSourceOutput(found, static (_, _) => { });
        }
    }
}
