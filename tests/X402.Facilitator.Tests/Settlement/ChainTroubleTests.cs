using System.Text.Json.Nodes;
using X402.Evm;
using X402.Evm.Rpc;
using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.Settlement;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>The chain does not answer, takes blocks back, or leaves transactions lying.</summary>
public sealed class ChainTroubleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_chain_hangs_a_sent_payment_is_pending_and_afterwards_it_is_settled_once()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:SettleTimeout"] = "00:00:05" });
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();
        var settling = host.SettleOnceAsync(payment);
        var id = await host.WaitForAsync(chain, SettlementState.Broadcast);

        chain.Pause();
        var pending = await settling;
        chain.Resume();
        await chain.MineAsync(cancellationToken: Cancellation);

        Assert.Equal("settlement_pending", pending.ErrorReason);
        Assert.NotEqual("", pending.Transaction);
        await Eventually.TrueAsync(async () => (await host.Journal.FindAsync(id, Cancellation))!.State == SettlementState.Settled);
        var receipt = await host.Facilitator.SettleAsync(payment, Cancellation);
        Assert.True(receipt.Success);
        Assert.Equal(pending.Transaction, receipt.Transaction);
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task With_a_dead_node_nothing_is_sent_and_the_answer_says_so()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payment = await new Payer(chain).PayAsync();
        await chain.KillAsync(Cancellation);

        var settled = await host.PostAsync("/settle", payment);
        var verified = await host.PostAsync("/verify", payment);

        Assert.Equal((503, "network_unavailable", false), (settled.Status, settled.Json.GetProperty("errorReason").GetString(), settled.Json.GetProperty("success").GetBoolean()));
        Assert.Equal("", settled.Json.GetProperty("transaction").GetString());
        Assert.Equal(503, verified.Status);
        // "cannot ask" must never read as "not valid"
        Assert.False(verified.Json.TryGetProperty("isValid", out _));
    }

    [Fact]
    public async Task A_dead_first_node_is_passed_over()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:RpcUrls:0"] = chain.RpcUrl.ToString() }, rpcUrl: "http://127.0.0.1:1");

        Assert.True(await host.SettlesAsync(new Payer(chain)));
    }

    [Fact]
    public async Task Where_three_confirmations_are_asked_for_a_payment_is_settled_by_the_third_block()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:Confirmations"] = "3" });
        var payment = await new Payer(chain).PayAsync();
        var settling = host.Facilitator.SettleAsync(payment, Cancellation);
        var id = await host.WaitForAsync(chain, SettlementState.Broadcast);

        await chain.MineAsync(2, Cancellation);
        // whoever comes now with little time is told so
        var early = await host.SettleOnceAsync(payment, wait: 3);
        Assert.Equal((false, "settlement_pending"), (early.Success, early.ErrorReason));
        Assert.False(settling.IsCompleted);

        await chain.MineAsync(cancellationToken: Cancellation);
        Assert.True((await settling).Success);
        await Eventually.TrueAsync(async () => (await host.Journal.FindAsync(id, Cancellation))!.State == SettlementState.Settled);
    }

    [Fact]
    public async Task A_reorganisation_reopens_the_settlement_and_the_same_transaction_lands_again()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:FinalityDepth"] = "4" });
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();
        var snapshot = await chain.SnapshotAsync(Cancellation);
        var settling = host.Facilitator.SettleAsync(payment, Cancellation);
        var id = await host.WaitForAsync(chain, SettlementState.Broadcast);
        await chain.MineAsync(cancellationToken: Cancellation);
        var first = await settling;

        await chain.RevertAsync(snapshot, Cancellation);
        await chain.MineAsync(cancellationToken: Cancellation);
        await host.WaitForAsync(chain, SettlementState.Broadcast);
        Assert.Equal(UInt256.Zero, await chain.ReceivedSinceAsync(payer.Payee, before));
        await chain.MineAsync(5, Cancellation);

        await Eventually.TrueAsync(async () => (await host.Journal.FindAsync(id, Cancellation))!.State == SettlementState.Settled);
        var final = (await host.Journal.FindAsync(id, Cancellation))!;
        Assert.Equal(first.Transaction, final.Transaction);
        Assert.Contains(final.History, static step => step.State == SettlementState.Unknown);
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
    }

    [Fact]
    public async Task A_block_that_comes_between_the_answers_of_one_round_trip_is_not_overlooked()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var node = await LyingNode.StartAsync(chain);
        // wherever the newest block is asked for too, the receipts were answered before it came
        node.Invent = static (asked, result) => (string?)asked["method"] == "eth_getTransactionReceipt" && asked.Parent is JsonArray batch && batch.Any(static call => (string?)call!["method"] == "eth_getBlockByNumber") ? null : result;
        await using var host = await FacilitatorHost.StartAsync(chain, rpcUrl: node.Url);
        var settling = host.SettleOnceAsync(await new Payer(chain).PayAsync(), wait: 15);
        var id = await host.WaitForAsync(chain, SettlementState.Broadcast);

        await chain.MineAsync(cancellationToken: Cancellation);

        var receipt = await settling;
        Assert.True(receipt.Success, receipt.ErrorReason);
        // by its own receipt, and not seconds later by a search for whoever may have paid
        Assert.NotNull((await host.Journal.FindAsync(id, Cancellation))!.GasUsed);
    }

    [Fact]
    public async Task A_transaction_that_lies_in_the_pool_is_replaced_with_a_higher_fee_and_the_same_calls()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:StuckAfter"] = "00:00:01" });
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var settling = host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);
        var id = await host.WaitForAsync(chain, SettlementState.Broadcast);
        var record = (await host.Journal.FindAsync(id, Cancellation))!;
        // journalled first and sent then: until the node has it, the older one may still be mined
        await Eventually.TrueAsync(async () => (await host.Journal.FindTransactionAsync(record.CarriedBy!.Value, Cancellation))!.Variants is [_, .., var newest]
            && await chain.Rpc.SendAsync(EvmRpcCalls.KnowsTransaction(Hash32.Parse(newest.Hash)), Cancellation));
        await chain.MineAsync(cancellationToken: Cancellation);

        var receipt = await settling;

        Assert.True(receipt.Success, receipt.ErrorReason);
        var transaction = (await host.Journal.FindTransactionAsync(record.CarriedBy!.Value, Cancellation))!;
        Assert.Contains(transaction.Variants.Skip(1), variant => variant.Hash == receipt.Transaction);
        Assert.True(transaction.Variants[1].MaxPriorityFeePerGas > transaction.Variants[0].MaxPriorityFeePerGas);
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task A_nonce_that_somebody_else_used_leads_to_a_new_transaction_only_after_the_old_one_cannot_land()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var settling = host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);
        var id = await host.WaitForAsync(chain, SettlementState.Broadcast);
        var first = (await host.Journal.FindAsync(id, Cancellation))!;
        // the operator used the relayer's key elsewhere: another transaction takes its nonce
        await chain.RpcAsync("anvil_dropTransaction", [first.Transaction], Cancellation);
        await chain.RpcAsync("anvil_setNonce", [chain.Accounts[0].Address.ToString(), "0x1"], Cancellation);
        await chain.MineAsync(2, Cancellation);

        await Eventually.TrueAsync(async () => (await host.Journal.FindAsync(id, Cancellation)) is { CarriedBy: { Nonce: > 0 }, State: SettlementState.Broadcast });
        await chain.MineAsync(cancellationToken: Cancellation);

        Assert.True((await settling).Success);
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
    }

    [Fact]
    public async Task A_payment_nobody_mined_until_it_expired_has_failed_for_good()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payer = new Payer(chain);
        var payment = await payer.PayAsync();
        var settling = host.SettleOnceAsync(payment);
        var id = await host.WaitForAsync(chain, SettlementState.Broadcast);
        var transaction = (await host.Journal.FindAsync(id, Cancellation))!.Transaction!;
        await chain.RpcAsync("anvil_dropTransaction", [transaction], Cancellation);
        await chain.AdvanceTimeAsync(TimeSpan.FromMinutes(2), Cancellation);

        var receipt = await settling;

        Assert.False(receipt.Success);
        Assert.True(receipt.ErrorReason is "authorization_expired_unused" or "invalid_exact_evm_payload_authorization_valid_before", receipt.ErrorReason);
        Assert.Equal(receipt.ErrorReason, (await host.Facilitator.SettleAsync(payment, Cancellation)).ErrorReason);
    }
}
