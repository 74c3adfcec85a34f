namespace X402.Generators.Payloads;

/// <summary>One member on the wire.</summary>
/// <param name="Property">The C# property.</param>
/// <param name="JsonName">The name on the wire.</param>
/// <param name="Type">The C# type, of the element where it is a list.</param>
/// <param name="Kind">Its form on the wire.</param>
/// <param name="Limits">Arguments that narrow the reader, for example <c>bits: 128</c>; may be empty.</param>
/// <param name="Reason">The member of PaymentReasons to refuse with, or <see langword="null"/> for the usual one.</param>
internal sealed record PayloadMemberModel(string Property, string JsonName, string Type, PayloadMemberKind Kind, string Limits, string? Reason);
