using System.Text.Json;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.Exact;

/// <summary>What the payer signs: the transfer of an exact amount, once, inside a time window (EIP-3009, digest section 9.1).</summary>
/// <param name="From">The payer.</param>
/// <param name="To">The recipient.</param>
/// <param name="Value">The amount in atomic units.</param>
/// <param name="ValidAfter">It is valid after this time, in seconds since 1970.</param>
/// <param name="ValidBefore">It is valid before this time, in seconds since 1970.</param>
/// <param name="Nonce">32 random bytes; the token accepts each once per payer.</param>
public readonly record struct Eip3009Authorization(EvmAddress From, EvmAddress To, UInt256 Value, UInt256 ValidAfter, UInt256 ValidBefore, Hash32 Nonce) : IEip712JsonMessage
{
    private static readonly Hash32 s_typeHash =
        Hash32.Keccak("TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"u8);

    /// <inheritdoc/>
    public string EncodedType => "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";

    /// <inheritdoc/>
    public Hash32 HashStruct()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Address(From);
        hasher.Address(To);
        hasher.UInt256(Value);
        hasher.UInt256(ValidAfter);
        hasher.UInt256(ValidBefore);
        hasher.Bytes32(Nonce);
        return hasher.Finish();
    }

    /// <inheritdoc/>
    public void WriteMembers(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("from"u8, From.ToString());
        json.WriteString("to"u8, To.ToString());
        json.WriteString("value"u8, Value.ToString());
        json.WriteString("validAfter"u8, ValidAfter.ToString());
        json.WriteString("validBefore"u8, ValidBefore.ToString());
        json.WriteString("nonce"u8, Nonce.ToString());
    }
}
