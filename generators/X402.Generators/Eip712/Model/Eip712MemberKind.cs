namespace X402.Generators.Eip712;

/// <summary>How a member becomes a word.</summary>
internal enum Eip712MemberKind
{
    Address,
    Integer,
    Bytes32,
    Bytes,
    Text,
    Struct,
    Structs,
}
