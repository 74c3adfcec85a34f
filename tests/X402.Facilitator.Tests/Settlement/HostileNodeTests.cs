using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using X402.Facilitator.Tests.Hosting;
using X402.Facilitators;
using X402.Money;
using X402.Protocol;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>
/// A node lies or breaks in each way we can think of while a payment is settled. Nobody is told anything definite that the chain does not say, and
/// when the node behaves again the payment is settled, once, and the relayer's nonces have no gap.
/// </summary>
public sealed class HostileNodeTests
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

    private static readonly Dictionary<string, Func<HttpContext, Task<bool>>> s_misbehaviour = new()
    {
        ["garbage"] = static context => AnswerAsync(context, 200, "<html>it works</html>"),
        ["empty answers"] = static context => AnswerAsync(context, 200, ""),
        ["server errors"] = static context => AnswerAsync(context, 502, "bad gateway"),
        ["too many requests"] = static context => AnswerAsync(context, 429, ""),
        ["redirects"] = static context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/");
            return Task.FromResult(false);
        },
        ["resets"] = static context =>
        {
            context.Abort();
            return Task.FromResult(false);
        },
        ["answers that end too early"] = static async context =>
        {
            await context.Response.WriteAsync("""{"jsonrpc":"2.0","id":0,""", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return false;
        },
        ["slow answers"] = static async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400), context.RequestAborted);
            return true;
        },
        ["silence"] = static async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return false;
        },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    public static TheoryData<string> Misbehaviours => [.. s_misbehaviour.Keys];

    [Theory]
    [MemberData(nameof(Lies))]
    public Task A_lie_about_the_chain_moves_no_money_twice_and_denies_none(string lie) => SettleAsync(node => node.Lie = s_lies[lie]);

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public Task A_node_that_breaks_the_protocol_moves_no_money_twice_and_denies_none(string how) => SettleAsync(node => node.Misbehave = s_misbehaviour[how]);

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

    private static async Task SettleAsync(Action<LyingNode> turnBad)
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var node = await LyingNode.StartAsync(chain);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:SettleTimeout"] = "00:00:02" }, rpcUrl: node.Url);
        var payer = new Payer(chain);
        Assert.True(await host.SettlesAsync(payer));
        await host.WaitUntilAllIsClosedAsync(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();

        // everything is verified and signed in good faith, and then the node turns bad
        turnBad(node);
        var first = await AskAsync(host, payment);

        var moved = await chain.ReceivedSinceAsync(payer.Payee, before) != UInt256.Zero;
        Assert.True(!first.Success || moved, "settled is said of a payment that did not happen");
        Assert.True(first.Success || !moved || IsOpen(first), $"'{first.ErrorReason}' is said of a payment that happened");

        (node.Lie, node.Misbehave) = (null, null);
        SettleResponse last;
        while (!(last = await AskAsync(host, payment)).Success)
        {
            Assert.True(IsOpen(last), last.ErrorReason);
            await Task.Delay(50, Cancellation);
        }
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.NotNull(await chain.ReceiptOfAsync(last.Transaction));
        await host.WaitUntilAllIsClosedAsync(chain);
        // one for each of the two payments: nothing was sent twice, and nothing waits behind a gap
        Assert.Equal(2UL, await chain.TransactionsOfAsync(0));
        Assert.True(await host.SettlesAsync(payer));
    }

    // nothing definite is said: the same payment may be asked for again
    private static bool IsOpen(SettleResponse answer) => answer.ErrorReason is "settlement_pending" or "network_unavailable" or "relayer_unavailable" or "unexpected_settle_error" or "unexpected_verify_error";

    private static async Task<SettleResponse> AskAsync(FacilitatorHost host, FacilitatorRequest payment)
    {
        try
        {
            return await host.SettleOnceAsync(payment);
        }
        catch (FacilitatorException)
        {
            return new() { Success = false, ErrorReason = "settlement_pending", Transaction = "", Network = payment.Requirements.Network };
        }
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

    private static async Task<bool> AnswerAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body, context.RequestAborted);
        return false;
    }
}
