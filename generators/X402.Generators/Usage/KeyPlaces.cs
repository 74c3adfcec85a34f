using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>Where private keys go: parameters, variables and settings are told by their names. 32 bytes elsewhere are hashes.</summary>
internal static class KeyPlaces
{
    private static readonly string[] s_names = ["PrivateKey", "PrivateKeys", "RelayerKey", "RelayerKeys", "SignerKey", "SigningKey", "SecretKey"];

    public static bool IsForKeys(IOperation value)
    {
        for (var (from, at) = (value, value.Parent); at is not null; (from, at) = (at, at.Parent))
        {
            switch (at)
            {
                case IConversionOperation or ICoalesceOperation or IConditionalOperation or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation:
                    continue;
                case IArgumentOperation argument:
                    if (argument.Parameter is { } parameter && IsName(parameter.Name))
                        return true;
                    if (argument.Parent is not IInvocationOperation call)
                        return argument.Parent is IObjectCreationOperation && MentionsKeys(argument.Parent, argument);
                    if (IsText(call.TargetMethod))
                        continue;
                    if (call.TargetMethod.ContainingType.Name is "PrivateKeySigner" or "PrivateKeyRelayerSigner")
                        return true;
                    return call.Instance.NameOf() is { } list && IsName(list) || MentionsKeys(call, argument);
                case IInvocationOperation text when IsText(text.TargetMethod):
                    continue;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation variable }:
                    return IsName(variable.Symbol.Name);
                case IFieldInitializerOperation { InitializedFields: [var field, ..] }:
                    return IsName(field.Name);
                case IPropertyInitializerOperation { InitializedProperties: [var property, ..] }:
                    return IsName(property.Name);
                case IParameterInitializerOperation { Parameter: var optional }:
                    return IsName(optional.Name);
                case ISimpleAssignmentOperation assignment when assignment.Value == from:
                    return assignment.Target.NameOf() is { } name && IsName(name) || MentionsKeys(assignment.Target, null);
                default:
                    return false;
            }
        }
        return false;
    }

    private static string? NameOf(this IOperation? operation) => operation switch
    {
        IMemberReferenceOperation member => member.Member.Name,
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        _ => null,
    };

    // AsSpan, Trim and their like hand the text on
    private static bool IsText(IMethodSymbol method) => method.ContainingType is { SpecialType: SpecialType.System_String } or { Name: "MemoryExtensions" };

    // settings: ("Agent__PrivateKey", "0x...") and configuration["Agent:PrivateKey"] = "0x..."
    private static bool MentionsKeys(IOperation operation, IOperation? except)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is IArgumentOperation { Value.ConstantValue: { HasValue: true, Value: string setting } } && child != except && IsSetting(setting))
                return true;
        }
        return false;
    }

    private static bool IsSetting(string text) =>
        text.IndexOf("PrivateKey", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("RelayerKey", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsName(string name)
    {
        foreach (var ending in s_names)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
