using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using X402.Evm;
using X402.Money;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>An EIP-3009 authorization and its call data. The chain's node signs it: the typed data are encoded by code that is not ours.</summary>
internal sealed record TransferAuthorization(EvmAddress From, EvmAddress To)
{
    private static readonly CompiledContract Dollar = CompiledContract.Load("DevelopmentDollar");

    /// <summary>TransferWithAuthorization or ReceiveWithAuthorization.</summary>
    public string Type { get; init; } = "TransferWithAuthorization";

    public UInt256 Value { get; init; } = 10_000UL;

    public ulong ValidAfter { get; init; }

    public ulong ValidBefore { get; init; } = 4_000_000_000;

    public Hash32 Nonce { get; init; } = new(RandomNumberGenerator.GetBytes(Hash32.Size));

    /// <summary>Who signs, if not <see cref="From"/> itself.</summary>
    public EvmAddress? Signer { get; init; }

    public Task<byte[]> SignAsync(AnvilProcess chain, CancellationToken cancellationToken) => chain.SignTypedDataAsync(
        Signer ?? From,
        TypedData.Of(chain, Type, "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce", new JsonObject
        {
            ["from"] = From.ToString(),
            ["to"] = To.ToString(),
            ["value"] = Value.ToString(),
            ["validAfter"] = ValidAfter.ToString(CultureInfo.InvariantCulture),
            ["validBefore"] = ValidBefore.ToString(CultureInfo.InvariantCulture),
            ["nonce"] = Nonce.ToString(),
        }),
        cancellationToken);

    /// <summary>The call, with the overload for bytes or the one for (v, r, s).</summary>
    public byte[] Call(byte[] signature, bool bytes)
    {
        var form = bytes ? "bytes" : "uint8,bytes32,bytes32";
        return Dollar.Call($"{char.ToLowerInvariant(Type[0])}{Type[1..]}(address,address,uint256,uint256,uint256,bytes32,{form})")
            .Address(From).Address(To).UInt256(Value).UInt256(ValidAfter).UInt256(ValidBefore).Bytes32(Nonce)
            .Signed(signature, bytes)
            .ToArray();
    }
}
