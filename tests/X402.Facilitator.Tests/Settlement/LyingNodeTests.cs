using System.Text.Json.Nodes;
using X402.Facilitator.Tests.Hosting;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>
/// A node lies about the chain in each way we can think of while a payment is settled (<see cref="HostileNode"/>). A lie that is told without
/// any contradiction is believed: who settles real money uses nodes of its own.
/// </summary>
public sealed class LyingNodeTests
{
    private static readonly Dictionary<string, Func<string, JsonNode?, JsonNode?>> s_lies = new()
    {
        ["receipts say failed"] = static (method, result) => Receipt(method, result, static receipt => (receipt["status"], receipt["logs"]) = ("0x0", new JsonArray())),
        ["receipts say failed, with their events"] = static (method, result) => Receipt(method, result, static receipt => receipt["status"] = "0x0"),
        ["receipts lack their events"] = static (method, result) => Receipt(method, result, static receipt => receipt["logs"] = new JsonArray()),
        ["receipts are another transaction's"] = static (method, result) => Receipt(method, result, static receipt => receipt["transactionHash"] = $"0x{new string('a', 64)}"),
        ["there is never a receipt"] = static (method, result) => method == "eth_getTransactionReceipt" ? null : result,
        ["failed, and no event to be found"] = static (method, result) => method == "eth_getLogs" ? new JsonArray() : Receipt(method, result, static receipt => (receipt["status"], receipt["logs"]) = ("0x0", new JsonArray())),
        ["every result is null"] = static (_, _) => null,
        ["every result is of another type"] = static (_, _) => 7,
        ["another transaction was sent"] = static (method, result) => method == "eth_sendRawTransaction" ? $"0x{new string('b', 64)}" : result,
        ["blocks stand still"] = static (method, result) => method == "eth_getBlockByNumber" && result is JsonObject block ? Set(block, "number", "0x1") : result,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    [Theory]
    [MemberData(nameof(Lies))]
    public Task A_lie_about_the_chain_moves_no_money_twice_and_denies_none(string lie) => HostileNode.SettleAsync(node => node.Lie = s_lies[lie]);

    [Fact]
    public async Task A_node_of_another_chain_gets_no_transaction()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var node = await LyingNode.StartAsync(chain);
        node.Lie = static (method, result) => method == "eth_chainId" ? "0x1" : result;
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:SettleTimeout"] = "00:00:02" }, rpcUrl: node.Url);

        var receipt = await host.SettleOnceAsync(await new Payer(chain).PayAsync());

        // the one before the node was asked which chain it is on, the other afterwards
        Assert.False(receipt.Success);
        Assert.Contains(receipt.ErrorReason, new[] { "relayer_unavailable", "network_unavailable" });
        Assert.Equal(0UL, await chain.TransactionsOfAsync(0));
    }

    private static JsonNode? Receipt(string method, JsonNode? result, Action<JsonObject> change)
    {
        if (method == "eth_getTransactionReceipt" && result is JsonObject receipt)
            change(receipt);
        return result;
    }

    private static JsonObject Set(JsonObject target, string member, JsonNode value)
    {
        target[member] = value;
        return target;
    }
}
