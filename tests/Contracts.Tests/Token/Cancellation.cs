using System.Text.Json.Nodes;
using X402.Contracts.Chain;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>The call that cancels an authorization before it is used.</summary>
internal static class Cancellation
{
    public static async Task<string> CallAsync(
        AnvilProcess chain, string authorizer, string nonce, bool bytes, CancellationToken cancellationToken, string? signer = null)
    {
        var message = new JsonObject { ["authorizer"] = authorizer, ["nonce"] = nonce };
        var typedData = TypedData.Of(chain, "CancelAuthorization", "address authorizer,bytes32 nonce", message);
        var signature = await chain.SignTypedDataAsync(signer ?? authorizer, typedData, cancellationToken);

        var dollar = CompiledContract.Load("DevelopmentDollar");
        var head = AbiHex.Address(authorizer) + nonce[2..];
        return bytes
            ? dollar.Selector("cancelAuthorization(address,bytes32,bytes)") + head + AbiHex.Word(3 * 32) + AbiHex.Bytes(signature[2..])
            : dollar.Selector("cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)") + head + Signature.Vrs(signature);
    }
}
