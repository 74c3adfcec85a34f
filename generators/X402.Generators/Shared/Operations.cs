using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators;

/// <summary>Questions to operations that several analyzers ask.</summary>
internal static class Operations
{
    /// <summary>What is converted, without the conversions.</summary>
    public static IOperation Unwrap(this IOperation operation)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;
        return operation;
    }

    /// <summary>What a method is called on, also where it is an extension.</summary>
    public static IOperation? Receiver(this IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    /// <summary>Where a call names its method: in a chain, only that call.</summary>
    public static Location NameLocation(this IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } ? member.Name.GetLocation() : call.Syntax.GetLocation();

    /// <summary>The lambda or method that an argument hands over.</summary>
    public static IMethodSymbol? Handler(this IOperation argument) => argument.Unwrap() is IDelegateCreationOperation creation
        ? creation.Target switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            IMethodReferenceOperation method => method.Method,
            _ => null,
        }
        : null;

    /// <summary>Whether an operation or one inside it calls a method whose name passes.</summary>
    public static bool Calls(this IOperation operation, Func<string, bool> name)
    {
        foreach (var inner in operation.DescendantsAndSelf())
        {
            if (inner is IInvocationOperation call && name(call.TargetMethod.Name))
                return true;
        }
        return false;
    }
}
