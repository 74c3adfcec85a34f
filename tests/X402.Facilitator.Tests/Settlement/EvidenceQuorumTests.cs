using System.Text.Json.Nodes;
using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.Protocol;
using X402.Settlement;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>Two nodes have to agree, and one of them lies without contradicting itself.</summary>
public sealed class EvidenceQuorumTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_that_only_one_of_two_nodes_has_seen_is_settled_when_the_other_one_sees_it_too()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var node = await LyingNode.StartAsync(chain);
        await using var host = await StartAsync(chain, node);
        var payer = new Payer(chain);
        var settling = host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);
        await host.WaitForAsync(chain, SettlementState.Broadcast);
        await chain.MineAsync(cancellationToken: Cancellation);
        var honest = await settling;
        var example = await chain.RpcAsync("eth_getTransactionReceipt", [honest.Transaction], Cancellation);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();
        var told = 0;
        node.Invent = (question, result) =>
        {
            if ((string)question["method"]! != "eth_getTransactionReceipt" || result is not null)
                return result;
            told++;
            return Imitate(example.GetRawText(), honest.Transaction, (string)question["params"]![0]!, payment);
        };

        settling = host.Facilitator.SettleAsync(payment, Cancellation);
        // believed the first time, it would be answered before it is told again
        await Eventually.TrueAsync(() => Task.FromResult(told >= 6));
        var id = await host.WaitForAsync(chain, SettlementState.Signed);
        Assert.False(settling.IsCompleted);
        Assert.Equal(UInt256.Zero, await chain.ReceivedSinceAsync(payer.Payee, before));

        await chain.MineAsync(cancellationToken: Cancellation);
        var receipt = await settling;
        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.Contains((await host.Journal.FindAsync(id, Cancellation))!.State, new[] { SettlementState.Confirmed, SettlementState.Settled });
    }

    [Fact]
    public async Task A_payment_that_only_one_of_two_nodes_denies_has_not_failed()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var node = await LyingNode.StartAsync(chain);
        await using var host = await StartAsync(chain, node);
        var payer = new Payer(chain);
        Assert.True(await host.SettlesAsync(payer));
        var denied = 0;
        // without contradiction: reverted, no event, and the authorization not used
        node.Lie = (method, result) => method switch
        {
            "eth_getTransactionReceipt" when result is JsonObject receipt => Deny(receipt, ref denied),
            "eth_getLogs" => new JsonArray(),
            "eth_call" when (string?)result == $"0x{new string('0', 63)}1" => $"0x{new string('0', 64)}",
            _ => result,
        };
        var payment = await payer.PayAsync();

        var settling = host.Facilitator.SettleAsync(payment, Cancellation);
        await Eventually.TrueAsync(() => Task.FromResult(denied >= 3));
        Assert.Equal(0, await host.CountAsync(chain, SettlementState.Reverted) + await host.CountAsync(chain, SettlementState.Failed));
        node.Lie = null;

        var receipt = await settling;
        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.Equal(2UL, await chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task Two_of_three_nodes_are_enough()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var node = await LyingNode.StartAsync(chain);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?>
        {
            ["Network:RpcUrls:0"] = "http://127.0.0.1:1",
            ["Network:RpcUrls:1"] = chain.RpcUrl.ToString(),
            ["Network:EvidenceQuorum"] = "2",
        }, rpcUrl: node.Url);

        Assert.True(await host.SettlesAsync(new Payer(chain)));
    }

    private static Task<FacilitatorHost> StartAsync(AnvilProcess chain, LyingNode node) => FacilitatorHost.StartAsync(chain, new Dictionary<string, string?>
    {
        ["Network:RpcUrls:0"] = chain.RpcUrl.ToString(),
        ["Network:EvidenceQuorum"] = "2",
    }, rpcUrl: node.Url);

    private static JsonObject Deny(JsonObject receipt, ref int denied)
    {
        denied++;
        (receipt["status"], receipt["logs"]) = ("0x0", new JsonArray());
        return receipt;
    }

    // the receipt of a payment like this one, with its hash and nonce
    private static JsonNode Imitate(string receipt, string like, string transaction, FacilitatorRequest payment)
    {
        var json = JsonNode.Parse(receipt.Replace(like, transaction, StringComparison.OrdinalIgnoreCase))!;
        var nonce = payment.Payload.Payload.GetProperty("authorization").GetProperty("nonce").GetString();
        foreach (var log in json["logs"]!.AsArray())
        {
            // AuthorizationUsed(payer, nonce) has no data; Transfer(payer, payee, value) has
            if ((string)log!["data"]! == "0x")
                log["topics"]![2] = nonce;
        }
        return json;
    }
}
