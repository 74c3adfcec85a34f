using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>What is not the same when a function is called a second time with an equal request.</summary>
internal static class ChangingValues
{
    private const string Clock = "the clock";
    private const string Chance = "chance";
    private const string Connection = "of this one request or connection";
    private const string Network = "another server's answer of the moment";
    private const string State = "state that may change in between";

    /// <summary>The name of what an operation uses, and what it is; <see langword="null"/> where it uses nothing that changes.</summary>
    public static (string Name, string Reason)? Find(IOperation operation, IOperation function) => operation switch
    {
        IIncrementOrDecrementOperation { Target: var target } => OfTarget(target, function),
        IAssignmentOperation { Target: var target } => OfTarget(target, function),
        _ => FindRead(operation),
    };

    /// <summary>The same of what is read. What called code writes, it may well write for others: it remembers, counts or logs.</summary>
    public static (string Name, string Reason)? FindRead(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: var method }:
                return Describe(method, OfMember(method));
            case IObjectCreationOperation { Constructor: { } constructor } when OfMember(constructor) is { } reason:
                return ($"new {constructor.ContainingType.Name}()", reason);
            case IPropertyReferenceOperation { Property: var property }:
                return Describe(property, OfMember(property) ?? (property is { IsStatic: true, SetMethod: not null } ? State : null));
            case IFieldReferenceOperation { Field: var field }:
                return Describe(field, field is { IsStatic: true, IsReadOnly: false, IsConst: false } ? State : null);
            default:
                return null;
        }
    }

    private static (string Name, string Reason)? Describe(ISymbol symbol, string? reason) =>
        reason is null ? null : ($"{symbol.ContainingType.Name}.{symbol.Name}", reason);

    // names first: nearly all members are told apart by them, and writing namespaces is slow
    private static string? OfMember(ISymbol member)
    {
        var (space, reason) = (member.ContainingType?.Name, member.Name) switch
        {
            ("DateTime", "Now" or "UtcNow" or "Today") => ("System", Clock),
            ("DateTimeOffset", "Now" or "UtcNow") => ("System", Clock),
            ("TimeProvider", "GetUtcNow" or "GetLocalNow" or "GetTimestamp" or "GetElapsedTime") => ("System", Clock),
            ("Environment", "TickCount" or "TickCount64") => ("System", Clock),
            ("Stopwatch", _) => ("System.Diagnostics", Clock),
            ("Random", _) => ("System", Chance),
            ("Guid", "NewGuid" or "CreateVersion7") => ("System", Chance),
            ("RandomNumberGenerator", _) => ("System.Security.Cryptography", Chance),
            ("HttpContext", "Connection" or "TraceIdentifier" or "Items" or "Session" or "WebSockets") => ("Microsoft.AspNetCore.Http", Connection),
            ("HttpClient" or "HttpMessageInvoker", _) => ("System.Net.Http", Network),
            ("HttpClientJsonExtensions", _) => ("System.Net.Http.Json", Network),
            _ => default,
        };
        return reason is not null && member.ContainingType!.ContainingNamespace.ToDisplayString() == space ? reason : null;
    }

    // static members are reported where they are named
    private static (string Name, string Reason)? OfTarget(IOperation target, IOperation function) => target switch
    {
        IFieldReferenceOperation { Field: { IsStatic: false } field } => ($"{field.ContainingType.Name}.{field.Name}", State),
        ILocalReferenceOperation { Local: { DeclaringSyntaxReferences: [var declaration, ..] } local } when !function.Syntax.FullSpan.Contains(declaration.Span) => (local.Name, State),
        _ => null,
    };
}
