using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>Reports private keys that are written in the source. The published keys of development chains are none: everybody has them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeyLiteralAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.KeyLiteral];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(
            static operation =>
            {
                if (IsKey(operation.Operation) && KeyPlaces.IsForKeys(operation.Operation))
                    operation.ReportDiagnostic(Diagnostic.Create(Rules.KeyLiteral, operation.Operation.Syntax.GetLocation()));
            },
            OperationKind.Literal);
        // a constant of an innocent name, handed over as a key
        context.RegisterOperationAction(
            static operation =>
            {
                var value = ((IArgumentOperation)operation.Operation).Value.Unwrap();
                if (value is IFieldReferenceOperation or ILocalReferenceOperation && IsKey(value) && KeyPlaces.IsForKeys(value))
                    operation.ReportDiagnostic(Diagnostic.Create(Rules.KeyLiteral, value.Syntax.GetLocation()));
            },
            OperationKind.Argument);
    }

    private static bool IsKey(IOperation operation)
    {
        if (operation.ConstantValue is not { HasValue: true, Value: string { Length: 64 or 66 } text })
            return false;
        var start = text.Length - 64;
        if (start == 2 && !text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return false;
        var differs = false;
        for (var i = start; i < text.Length; i++)
        {
            if (!IsHex(text[i]))
                return false;
            differs |= text[i] != text[start];
        }
        // one digit 64 times is an example, or no key at all
        return differs && !DevelopmentKeys.Contains(text.Substring(start));
    }

    private static bool IsHex(char digit) => digit is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
}
