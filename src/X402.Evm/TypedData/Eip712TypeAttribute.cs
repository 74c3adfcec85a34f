namespace X402.Evm.TypedData;

/// <summary>The Solidity type of an integer that is not the usual one (<c>uint256</c>, for <see langword="ulong"/> <c>uint64</c>). It limits what is read, too.</summary>
/// <param name="type">For example <c>uint128</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class Eip712TypeAttribute(string type) : Attribute
{
    /// <summary>The Solidity type.</summary>
    public string Type => type;
}
