using System.Text.Json.Nodes;
using X402.Evm;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>The call that cancels an authorization before it is used.</summary>
internal static class Cancellation
{
    public static async Task<byte[]> CallAsync(
        AnvilProcess chain, EvmAddress authorizer, Hash32 nonce, bool bytes, CancellationToken cancellationToken, EvmAddress? signer = null)
    {
        var message = new JsonObject { ["authorizer"] = authorizer.ToString(), ["nonce"] = nonce.ToString() };
        var typedData = TypedData.Of(chain, "CancelAuthorization", "address authorizer,bytes32 nonce", message);
        var signature = await chain.SignTypedDataAsync(signer ?? authorizer, typedData, cancellationToken);

        return CompiledContract.Load("DevelopmentDollar")
            .Call($"cancelAuthorization(address,bytes32,{(bytes ? "bytes" : "uint8,bytes32,bytes32")})")
            .Address(authorizer).Bytes32(nonce).Signed(signature, bytes)
            .ToArray();
    }
}
