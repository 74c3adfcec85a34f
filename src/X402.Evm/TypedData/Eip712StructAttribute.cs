namespace X402.Evm.TypedData;

/// <summary>
/// A partial record that accounts sign as typed data. Its primary constructor's parameters are the members of the struct, in order; the
/// encoded type, its hash and <see cref="IEip712Message.HashStruct"/> are generated.
/// </summary>
/// <example><code>[Eip712Struct("Permit")] public readonly partial record struct Eip2612Permit(EvmAddress Owner, EvmAddress Spender, UInt256 Value, UInt256 Nonce, UInt256 Deadline);</code></example>
/// <param name="name">The struct's name for the contract; the record's own by default.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class Eip712StructAttribute(string? name = null) : Attribute
{
    /// <summary>The struct's name for the contract, if it is not the record's.</summary>
    public string? Name => name;
}
