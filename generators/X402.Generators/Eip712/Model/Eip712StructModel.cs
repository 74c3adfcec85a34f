namespace X402.Generators.Eip712;

/// <summary>A struct of EIP-712. Holds no symbols and is equal by value, so that unrelated edits generate nothing.</summary>
/// <param name="Type">The record.</param>
/// <param name="EncodedType">The type with its dependencies, for example <c>Permit(address owner,...)</c>.</param>
/// <param name="TypeHash">Keccak-256 of <paramref name="EncodedType"/>.</param>
/// <param name="Members">The signed members in order.</param>
internal sealed record Eip712StructModel(TypeHeader Type, string EncodedType, EquatableArray<byte> TypeHash, EquatableArray<Eip712MemberModel> Members);
