using X402.Payments;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>A settlement that was confirmed is open again when the chain has another block in the place of its own, and for no other reason.</summary>
public sealed class ReorganisationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_cannot_tell_a_receipt_takes_nothing_back()
    {
        await using var bench = new EngineBench();
        var id = await ConfirmAsync(bench);

        var failed = bench.Node.CountOf("eth_getTransactionReceipt") + 3;
        bench.Node.Meddle = static (method, _) => method == "eth_getTransactionReceipt" ? throw new NodeErrorException("rate limit exceeded") : null;
        await bench.MineAsync(3);
        await EngineBench.UntilAsync(() => bench.Node.CountOf("eth_getTransactionReceipt") >= failed);
        bench.Node.Meddle = null;

        await FinishAsync(bench, id);
    }

    [Fact]
    public async Task A_node_that_lags_behind_takes_nothing_back()
    {
        await using var bench = new EngineBench();
        var id = await ConfirmAsync(bench);

        // it knows the newest block by name only
        bench.Node.Meddle = static (method, parameters) => method == "eth_getTransactionReceipt" || (method == "eth_getBlockByNumber" && parameters.Contains("0x64", StringComparison.Ordinal)) ? "null" : null;
        await bench.MineAsync(3);
        bench.Node.Meddle = null;

        await FinishAsync(bench, id);
    }

    [Fact]
    public async Task A_node_that_denies_a_receipt_of_a_block_it_has_takes_nothing_back()
    {
        await using var bench = new EngineBench();
        var id = await ConfirmAsync(bench);

        bench.Node.Meddle = static (method, _) => method == "eth_getTransactionReceipt" ? "null" : null;
        await bench.MineAsync(3);
        bench.Node.Meddle = null;

        await FinishAsync(bench, id);
    }

    [Fact]
    public async Task One_of_two_nodes_that_have_to_agree_takes_nothing_back()
    {
        var (node, other) = (new FakeNode(), new FakeNode { Branch = "b" });
        await using var bench = new EngineBench(nodes: [node, node]);
        var id = await ConfirmAsync(bench);
        await using var divided = new EngineBench(nodes: [node, other]);

        Assert.False(await divided.Judge.IsGoneAsync(100, Hash32.Parse((await bench.FindAsync(id)).BlockHash!), EngineBench.HeadAt(103), Cancellation));
        other.Branch = node.Branch = "c";
        Assert.True(await divided.Judge.IsGoneAsync(100, Hash32.Parse((await bench.FindAsync(id)).BlockHash!), EngineBench.HeadAt(103), Cancellation));
    }

    [Fact]
    public async Task Another_block_in_its_place_opens_it_again()
    {
        await using var bench = new EngineBench();
        var id = await ConfirmAsync(bench);

        bench.Node.Remove(EngineBench.Hash(1));
        bench.Node.Branch = "b";
        bench.Node.Head++;

        await bench.UntilAsync(id, SettlementState.Unknown);
    }

    [Fact]
    public async Task What_another_process_opened_again_is_settled_by_its_receipt_and_not_called_failed()
    {
        await using var bench = new EngineBench();
        var id = await ConfirmAsync(bench);
        await bench.StepAsync(await bench.FindAsync(id), SettlementState.Unknown);

        await bench.MineAsync(14);

        var settled = await bench.UntilAsync(id, SettlementState.Settled);
        Assert.DoesNotContain(settled.History, static step => step.State == SettlementState.Failed);
    }

    [Fact]
    public async Task What_a_reorganisation_turned_into_a_failure_is_not_settled_by_the_decision_on_the_block_before()
    {
        await using var bench = new EngineBench();
        var payment = bench.Payment();
        bench.Node.Pay(payment, EngineBench.Hash(1), 100);
        var id = await bench.SendAsync(payment, EngineBench.Hash(1));
        var signed = await bench.FindAsync(id);
        // another process has seen it paid, in a block that is gone when this one looks
        var carried = (await bench.Journal.FindTransactionAsync(signed.CarriedBy!.Value, Cancellation))!;
        var confirmed = await bench.StepAsync(new SettlementAdvance { Id = id, Version = signed.Version, To = SettlementState.Confirmed, BlockNumber = 99, BlockHash = EngineBench.Hash(99), At = bench.Time.GetUtcNow() });
        bench.Node.Remove(EngineBench.Hash(1));
        bench.Node.Revert(EngineBench.Hash(1), 100);
        bench.Track(new(carried, [new(confirmed, bench.CallOf(payment))]));

        bench.Watch();
        await EngineBench.UntilAsync(() => bench.Watcher.Head is not null);
        await bench.MineAsync(14);

        await EngineBench.UntilAsync(() => bench.Watcher.Count == 0);
        Assert.DoesNotContain((await bench.FindAsync(id)).History, static step => step.State == SettlementState.Settled);
    }

    [Fact]
    public async Task A_node_that_has_not_seen_a_strangers_payment_yet_is_no_proof_that_ours_has_failed()
    {
        await using var bench = new EngineBench();
        var payment = bench.Payment();
        bench.Node.Pay(payment, EngineBench.Hash(2), 99);
        bench.Node.Revert(EngineBench.Hash(1), 100);
        // evidence is asked of a node two blocks behind the one that told the receipt
        bench.Node.Meddle = static (method, _) => method switch
        {
            "eth_call" => $"\"0x{0:x64}\"",
            "eth_getLogs" => "[]",
            "eth_blockNumber" => "\"0x62\"",
            _ => null,
        };
        var id = await bench.SendAsync(payment, EngineBench.Hash(1));
        bench.Watch();
        await EngineBench.UntilAsync(() => bench.Node.CountOf("eth_getLogs") >= 2);
        bench.Node.Meddle = null;

        var confirmed = await bench.UntilAsync(id, SettlementState.Confirmed);
        Assert.Equal(EngineBench.Hash(2), confirmed.Transaction);
        Assert.DoesNotContain(confirmed.History, static step => step.State == SettlementState.Reverted);
    }

    private static async Task<PaymentId> ConfirmAsync(EngineBench bench)
    {
        var payment = bench.Payment();
        bench.Node.Pay(payment, EngineBench.Hash(1), 100);
        var id = await bench.SendAsync(payment, EngineBench.Hash(1));
        bench.Watch();
        await bench.UntilAsync(id, SettlementState.Confirmed);
        return id;
    }

    private static async Task FinishAsync(EngineBench bench, PaymentId id)
    {
        await bench.MineAsync(14);
        var settled = await bench.UntilAsync(id, SettlementState.Settled);
        Assert.DoesNotContain(settled.History, static step => step.State == SettlementState.Unknown);
    }
}
