using System.Text.Json.Nodes;
using X402.Evm;
using X402.Evm.Contracts;
using X402.Evm.Schemes.Exact;
using X402.Protocol;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Hosting;

/// <summary>What tests do on the chain itself, past the facilitator.</summary>
internal static class ChainWriting
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Pays as a stranger who saw the payment would, on a chain that mines at once; when this returns it is mined.</summary>
    /// <returns>The transaction.</returns>
    public static Task<string> SubmitAsync(this AnvilProcess chain, FacilitatorRequest payment) =>
        chain.SubmitAsync(chain.Accounts[8].Address, DataOf(payment));

    /// <summary>Calls the token, on a chain that mines at once; when this returns it is mined.</summary>
    /// <returns>The transaction.</returns>
    public static async Task<string> SubmitAsync(this AnvilProcess chain, EvmAddress from, byte[] data)
    {
        var transaction = await chain.OvertakeAsync(from, data);
        // the chain answers before it has mined
        Assert.True((await chain.WaitForReceiptAsync(Hash32.Parse(transaction), Cancellation)).Succeeded);
        return transaction;
    }

    /// <summary>As <see cref="SubmitAsync(AnvilProcess, FacilitatorRequest)"/>, but into the pool, where it comes before whatever the facilitator has there.</summary>
    public static Task<string> OvertakeAsync(this AnvilProcess chain, FacilitatorRequest payment) =>
        chain.OvertakeAsync(chain.Accounts[8].Address, DataOf(payment));

    /// <summary>Calls the token by a transaction that waits in the pool before whatever the facilitator has there: blocks are filled by fee.</summary>
    /// <returns>The transaction.</returns>
    public static async Task<string> OvertakeAsync(this AnvilProcess chain, EvmAddress from, byte[] data)
    {
        var transaction = new JsonObject
        {
            ["from"] = from.ToString(),
            ["to"] = chain.Token.Address,
            ["data"] = Hex.Encode(data),
            ["gas"] = "0x30000",
            ["maxPriorityFeePerGas"] = "0x2540be400",
            ["maxFeePerGas"] = "0x174876e800",
        };
        return (await chain.RpcAsync("eth_sendTransaction", [transaction], Cancellation)).GetString()!;
    }

    private static byte[] DataOf(FacilitatorRequest payment)
    {
        Assert.True(Eip3009Payload.TryRead(payment.Payload.Payload, out var payload, out _, out _));
        return Eip3009Token.TransferWithAuthorization(payload.Authorization, payload.Signature.Span);
    }
}
