using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using X402.Contracts.Chain;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>An EIP-3009 authorization and its call data. The chain's node signs it: the typed data are encoded by code that is not ours.</summary>
internal sealed record TransferAuthorization(string From, string To)
{
    private static readonly CompiledContract Dollar = CompiledContract.Load("DevelopmentDollar");

    /// <summary>TransferWithAuthorization or ReceiveWithAuthorization.</summary>
    public string Type { get; init; } = "TransferWithAuthorization";

    public BigInteger Value { get; init; } = 10_000;

    public long ValidAfter { get; init; }

    public long ValidBefore { get; init; } = 4_000_000_000;

    public string Nonce { get; init; } = $"0x{RandomNumberGenerator.GetHexString(64, lowercase: true)}";

    /// <summary>Who signs, if not <see cref="From"/> itself.</summary>
    public string? Signer { get; init; }

    public Task<string> SignAsync(AnvilProcess chain, CancellationToken cancellationToken) => chain.SignTypedDataAsync(
        Signer ?? From,
        TypedData.Of(chain, Type, "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce", new JsonObject
        {
            ["from"] = From,
            ["to"] = To,
            ["value"] = Value.ToString(CultureInfo.InvariantCulture),
            ["validAfter"] = Text(ValidAfter),
            ["validBefore"] = Text(ValidBefore),
            ["nonce"] = Nonce,
        }),
        cancellationToken);

    /// <summary>The overload with (v, r, s).</summary>
    public string CallWithVrs(string signature) =>
        Selector("uint8,bytes32,bytes32") + Head() + Signature.Vrs(signature);

    /// <summary>The overload with bytes.</summary>
    public string CallWithBytes(string signature) =>
        Selector("bytes") + Head() + AbiHex.Word(7 * 32) + AbiHex.Bytes(signature[2..]);

    public string Call(string signature, bool bytes) => bytes ? CallWithBytes(signature) : CallWithVrs(signature);

    private string Selector(string signature) =>
        Dollar.Selector($"{char.ToLowerInvariant(Type[0])}{Type[1..]}(address,address,uint256,uint256,uint256,bytes32,{signature})");

    private string Head() =>
        AbiHex.Address(From) + AbiHex.Address(To) + AbiHex.Word(Value) + AbiHex.Word(ValidAfter) + AbiHex.Word(ValidBefore) + Nonce[2..];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
