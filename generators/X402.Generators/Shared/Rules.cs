using Microsoft.CodeAnalysis;

namespace X402.Generators;

/// <summary>All rules, one page each in <c>generators/rules</c>.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NotAPartialRecord = Payload(
        "X402001", "A payload record must be a partial record with a primary constructor",
        "'{0}' must be a partial record with a primary constructor, neither nested nor generic: its parameters are the members on the wire, in order");

    public static readonly DiagnosticDescriptor NotReadable = Payload(
        "X402002", "A member's type has no form on the wire",
        "'{0}' of type '{1}' has no form on the wire; use EvmAddress, UInt256, Hash32, ReadOnlyMemory<byte>, string, ulong, another payload record or an IReadOnlyList of one");

    public static readonly DiagnosticDescriptor NotSignable = Payload(
        "X402003", "A member's type cannot be signed",
        "'{0}' of type '{1}' has no EIP-712 type; use EvmAddress, UInt256, Hash32, ReadOnlyMemory<byte>, string, ulong (with an Eip712Type of uint8 to uint64), another Eip712Struct or an IReadOnlyList of one, or mark it NotSigned");

    private static DiagnosticDescriptor Payload(string id, string title, string message) => Error(id, title, message, "X402.Payloads");

    private static DiagnosticDescriptor Error(string id, string title, string message, string category) =>
        new(id, title, message, category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: $"generators/rules/{id}.md");
}
