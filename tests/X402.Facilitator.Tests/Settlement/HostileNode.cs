using X402.Facilitator.Tests.Hosting;
using X402.Facilitators;
using X402.Money;
using X402.Protocol;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>
/// A payment is settled while the node turns bad. Nobody is told anything definite that the chain does not say, and when the node behaves again the
/// payment is settled, once, and the relayer's nonces have no gap.
/// </summary>
internal static class HostileNode
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task SettleAsync(Action<LyingNode> turnBad)
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var node = await LyingNode.StartAsync(chain);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:SettleTimeout"] = "00:00:02" }, rpcUrl: node.Url);
        var payer = new Payer(chain);
        await SettleHonestlyAsync(chain, host, payer);
        // before it is asked anything, and when the transaction is out
        await SettleAsync(chain, node, host, payer, () => turnBad(node));
        node.WaitsForTransaction = true;
        await SettleAsync(chain, node, host, payer, () => turnBad(node));
        // one for each of the three payments: nothing was sent twice, and nothing waits behind a gap
        Assert.Equal(3UL, await chain.TransactionsOfAsync(0));
        await SettleHonestlyAsync(chain, host, payer);
    }

    private static async Task SettleHonestlyAsync(AnvilProcess chain, FacilitatorHost host, Payer payer)
    {
        var payment = await payer.PayAsync();
        await Eventually.TrueAsync(async () => (await AskAsync(host, payment)).Success);
        await host.WaitUntilAllIsClosedAsync(chain);
    }

    private static async Task SettleAsync(AnvilProcess chain, LyingNode node, FacilitatorHost host, Payer payer, Action turnBad)
    {
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();
        turnBad();
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
}
