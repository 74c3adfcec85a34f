namespace X402.Generators.Eip712;

/// <summary>One signed member.</summary>
/// <param name="Property">The C# property.</param>
/// <param name="Name">The name that is signed.</param>
/// <param name="Kind">How it becomes a word.</param>
internal sealed record Eip712MemberModel(string Property, string Name, Eip712MemberKind Kind);
