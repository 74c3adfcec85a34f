namespace X402.Evm.TypedData;

/// <summary>A message that an account signs as typed data.</summary>
/// <remarks>A signer that shows the message to a person, such as a hardware wallet, recognises the types it can show.</remarks>
public interface IEip712Message
{
    /// <summary>The encoded type, for example <c>Permit(address owner,...)</c>.</summary>
    string EncodedType { get; }

    /// <summary>The hash of the message without its domain.</summary>
    Hash32 HashStruct();
}
