using System.Text.Json;

namespace X402.Evm.TypedData;

/// <summary>A message that can also be written out member by member, for signers that hash it themselves: wallets that show it to a person.</summary>
public interface IEip712JsonMessage : IEip712Message
{
    /// <summary>Writes the members into an object that is open: numbers as decimal strings, bytes as hexadecimal.</summary>
    void WriteMembers(Utf8JsonWriter json);
}
