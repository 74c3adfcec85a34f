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
        await using var engine = new Engine(new FakeNode());
        var id = await ConfirmAsync(engine);

        var failed = engine.Node.CountOf("eth_getTransactionReceipt") + 3;
        engine.Node.Meddle = static (method, _) => method == "eth_getTransactionReceipt" ? throw new NodeErrorException("rate limit exceeded") : null;
        await engine.MineAsync(3);
        await Engine.UntilAsync(() => engine.Node.CountOf("eth_getTransactionReceipt") >= failed);
        engine.Node.Meddle = null;

        await FinishAsync(engine, id);
    }

    [Fact]
    public async Task A_node_that_lags_behind_takes_nothing_back()
    {
        await using var engine = new Engine(new FakeNode());
        var id = await ConfirmAsync(engine);

        // it knows the newest block by name only
        engine.Node.Meddle = static (method, parameters) => method == "eth_getTransactionReceipt" || (method == "eth_getBlockByNumber" && parameters.Contains("0x64", StringComparison.Ordinal)) ? "null" : null;
        await engine.MineAsync(3);
        engine.Node.Meddle = null;

        await FinishAsync(engine, id);
    }

    [Fact]
    public async Task A_node_that_denies_a_receipt_of_a_block_it_has_takes_nothing_back()
    {
        await using var engine = new Engine(new FakeNode());
        var id = await ConfirmAsync(engine);

        engine.Node.Meddle = static (method, _) => method == "eth_getTransactionReceipt" ? "null" : null;
        await engine.MineAsync(3);
        engine.Node.Meddle = null;

        await FinishAsync(engine, id);
    }

    [Fact]
    public async Task One_of_two_nodes_that_have_to_agree_takes_nothing_back()
    {
        var (node, other) = (new FakeNode(), new FakeNode { Branch = "b" });
        await using var engine = new Engine(node, witnesses: new([node, node], 2));
        var id = await ConfirmAsync(engine);
        await using var divided = new Engine(node, witnesses: new([node, other], 2));

        Assert.False(await divided.Judge.IsGoneAsync(100, Hash32.Parse((await engine.FindAsync(id)).BlockHash!), new(103, default, default, 0, 0, 0), Cancellation));
        other.Branch = node.Branch = "c";
        Assert.True(await divided.Judge.IsGoneAsync(100, Hash32.Parse((await engine.FindAsync(id)).BlockHash!), new(103, default, default, 0, 0, 0), Cancellation));
    }

    [Fact]
    public async Task Another_block_in_its_place_opens_it_again()
    {
        await using var engine = new Engine(new FakeNode());
        var id = await ConfirmAsync(engine);

        engine.Node.Remove(Engine.Hash(1));
        engine.Node.Branch = "b";
        engine.Node.Head++;

        await engine.UntilAsync(id, SettlementState.Unknown);
    }

    [Fact]
    public async Task What_another_process_opened_again_is_settled_by_its_receipt_and_not_called_failed()
    {
        await using var engine = new Engine(new FakeNode());
        var id = await ConfirmAsync(engine);
        var confirmed = await engine.FindAsync(id);
        Assert.NotNull((await engine.Chain.Journal.AdvanceAsync([new() { Id = id, Version = confirmed.Version, To = SettlementState.Unknown, At = DateTimeOffset.UtcNow }], Cancellation))[0]);

        await engine.MineAsync(14);

        var settled = await engine.UntilAsync(id, SettlementState.Settled);
        Assert.DoesNotContain(settled.History, static step => step.State == SettlementState.Failed);
    }

    [Fact]
    public async Task What_a_reorganisation_turned_into_a_failure_is_not_settled_by_the_decision_on_the_block_before()
    {
        await using var engine = new Engine(new FakeNode());
        var payment = engine.Payment();
        engine.Node.Pay(payment, Engine.Hash(1), 100);
        var id = (await engine.SendAsync(Engine.Hash(1), payment))[0];
        var signed = await engine.FindAsync(id);
        // another process has seen it paid, in a block that is gone when this one looks
        var carried = (await engine.Chain.Journal.FindTransactionAsync(signed.CarriedBy!.Value, Cancellation))!;
        var confirmed = (await engine.Chain.Journal.AdvanceAsync([new() { Id = id, Version = signed.Version, To = SettlementState.Confirmed, BlockNumber = 99, BlockHash = Engine.Hash(99), At = DateTimeOffset.UtcNow }], Cancellation))[0]!;
        engine.Node.Remove(Engine.Hash(1));
        engine.Node.Revert(Engine.Hash(1), 100);
        engine.Watcher.Track(new(carried, [new(confirmed, engine.CallOf(payment))]) { WasSent = true, SentAt = DateTimeOffset.UtcNow, EvidenceAt = DateTimeOffset.UtcNow });

        engine.Watch();
        await Engine.UntilAsync(() => engine.Watcher.Head is not null);
        await engine.MineAsync(14);

        await Engine.UntilAsync(() => engine.Watcher.Count == 0);
        Assert.DoesNotContain((await engine.FindAsync(id)).History, static step => step.State == SettlementState.Settled);
    }

    [Fact]
    public async Task A_node_that_has_not_seen_a_strangers_payment_yet_is_no_proof_that_ours_has_failed()
    {
        await using var engine = new Engine(new FakeNode());
        var payment = engine.Payment();
        engine.Node.Pay(payment, Engine.Hash(2), 99);
        engine.Node.Revert(Engine.Hash(1), 100);
        // evidence is asked of a node two blocks behind the one that told the receipt
        engine.Node.Meddle = static (method, _) => method switch
        {
            "eth_call" => $"\"0x{0:x64}\"",
            "eth_getLogs" => "[]",
            "eth_blockNumber" => "\"0x62\"",
            _ => null,
        };
        var id = (await engine.SendAsync(Engine.Hash(1), payment))[0];
        engine.Watch();
        await Engine.UntilAsync(() => engine.Node.CountOf("eth_getLogs") >= 2);
        engine.Node.Meddle = null;

        var confirmed = await engine.UntilAsync(id, SettlementState.Confirmed);
        Assert.Equal(Engine.Hash(2), confirmed.Transaction);
        Assert.DoesNotContain(confirmed.History, static step => step.State == SettlementState.Reverted);
    }

    private static async Task<PaymentId> ConfirmAsync(Engine engine)
    {
        var payment = engine.Payment();
        engine.Node.Pay(payment, Engine.Hash(1), 100);
        var ids = await engine.SendAsync(Engine.Hash(1), payment);
        engine.Watch();
        await engine.UntilAsync(ids[0], SettlementState.Confirmed);
        return ids[0];
    }

    private static async Task FinishAsync(Engine engine, PaymentId id)
    {
        await engine.MineAsync(14);
        var settled = await engine.UntilAsync(id, SettlementState.Settled);
        Assert.DoesNotContain(settled.History, static step => step.State == SettlementState.Unknown);
    }
}
