using System.Text.Json;
using System.Text.Json.Nodes;
using X402.Evm.Abi;
using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.Protocol;
using X402.Settlement;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>Payments that others meddle with: submitted by strangers, replayed with other terms, in tokens that cheat.</summary>
public sealed class DisputeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_that_a_stranger_submitted_first_is_paid_and_costs_no_second_transaction()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        // it takes its time to call anything confirmed: a relayer that may sign does so first; what nobody gave to a relayer the reconciler would
        MeddledJournal journal = null!;
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:ReconcileInterval"] = "00:10:00" }, services: services => services
            .MeddleWithJournal(inner => journal = new MeddledJournal(inner) { Advancing = LetRelayersSignAsync }));
        await Eventually.TrueAsync(() => Task.FromResult(host.HasRelayer));
        var payer = new Payer(chain);
        Assert.True(await host.SettlesAsync(payer));
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();
        var stranger = await chain.SubmitAsync(payment);

        var receipt = await host.SettleOnceAsync(payment);

        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.Equal(stranger, receipt.Transaction);
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));

        async Task LetRelayersSignAsync(IReadOnlyList<SettlementAdvance> advances)
        {
            for (var i = 0; i < 40 && journal.Signed < 2 && advances.Any(static advance => advance.To == SettlementState.Confirmed); i++)
                await Task.Delay(25, Cancellation);
        }
    }

    [Fact]
    public async Task A_payment_that_a_stranger_overtakes_in_the_pool_is_paid()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);
        var payment = await payer.PayAsync();
        var settling = host.Facilitator.SettleAsync(payment, Cancellation);
        await host.WaitForAsync(chain, SettlementState.Broadcast);
        var stranger = await chain.OvertakeAsync(payment);
        await chain.MineAsync(cancellationToken: Cancellation);

        var receipt = await settling;

        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.Equal(stranger, receipt.Transaction);
        Assert.Equal<UInt256>(10_000, await chain.ReceivedSinceAsync(payer.Payee, before));
    }

    [Fact]
    public async Task A_payment_that_a_stranger_submitted_is_settled_as_deep_in_the_chain_as_one_of_ours()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:Confirmations"] = "3" });
        var payment = await new Payer(chain).PayAsync();
        var stranger = await chain.OvertakeAsync(payment);
        await chain.MineAsync(cancellationToken: Cancellation);

        var early = await host.SettleOnceAsync(payment, wait: 3);
        Assert.Equal((false, "settlement_pending", stranger), (early.Success, early.ErrorReason, early.Transaction));
        await chain.MineAsync(2, Cancellation);

        var receipt = await host.Facilitator.SettleAsync(payment, Cancellation);
        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.Equal(stranger, receipt.Transaction);
        Assert.Equal(0UL, await chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task A_payment_that_was_made_long_ago_buys_nothing_again()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payer = new Payer(chain);
        var payment = await payer.PayAsync(payer.Ask(maxTimeoutSeconds: 600));
        await chain.SubmitAsync(payment);
        await chain.AdvanceTimeAsync(TimeSpan.FromSeconds(300), Cancellation);
        // the same authorization, offered for a purchase that may only take a minute
        var replayed = payment with { Requirements = payment.Requirements with { MaxTimeoutSeconds = 60 } };

        var receipt = await host.Facilitator.SettleAsync(replayed, Cancellation);

        Assert.Equal((false, "invalid_exact_evm_nonce_already_used"), (receipt.Success, receipt.ErrorReason));
    }

    [Fact]
    public async Task A_settled_payment_offered_for_other_terms_or_with_another_signature_is_refused()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payer = new Payer(chain);
        var payment = await payer.PayAsync();
        Assert.True((await host.Facilitator.SettleAsync(payment, Cancellation)).Success);

        var dearer = await host.SettleOnceAsync(payment with { Requirements = payment.Requirements with { Amount = "20000" } });
        var elsewhere = await host.SettleOnceAsync(payment with { Requirements = payment.Requirements with { PayTo = chain.Accounts[5].Address.ToString() } });
        var forged = await host.SettleOnceAsync(payment with { Payload = payment.Payload with { Payload = WithSignature(payment, "0x" + new string('1', 128) + "1b") } });

        Assert.Equal("invalid_exact_evm_payload_authorization_value_mismatch", dearer.ErrorReason);
        Assert.Equal("invalid_exact_evm_recipient_mismatch", elsewhere.ErrorReason);
        Assert.False(forged.Success);
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task A_token_that_succeeds_without_moving_anything_pays_nobody()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var settling = host.Facilitator.SettleAsync(await new Payer(chain).PayAsync(), Cancellation);
        await host.WaitForAsync(chain, SettlementState.Broadcast);
        await chain.ReplaceTokenAsync("SilentDollar", Cancellation);
        await chain.MineAsync(cancellationToken: Cancellation);

        var receipt = await settling;

        Assert.Equal((false, "invalid_exact_evm_transfer_event_mismatch"), (receipt.Success, receipt.ErrorReason));
    }

    [Fact]
    public async Task A_payer_whose_money_is_gone_when_the_transaction_is_mined_has_failed_to_pay()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain);
        var payer = new Payer(chain);
        var payment = await payer.PayAsync();
        var settling = host.Facilitator.SettleAsync(payment, Cancellation);
        var id = await host.WaitForAsync(chain, SettlementState.Broadcast);
        var all = await chain.DollarsAsync(payer.Address);
        await chain.OvertakeAsync(payer.Address, new AbiEncoder([0xa9, 0x05, 0x9c, 0xbb]).Address(chain.Accounts[6].Address).UInt256(all).ToArray());
        await chain.MineAsync(cancellationToken: Cancellation);

        var receipt = await settling;

        Assert.Equal((false, "invalid_exact_evm_insufficient_balance"), (receipt.Success, receipt.ErrorReason));
        Assert.NotNull(await chain.ReceiptOfAsync(receipt.Transaction));
        await Eventually.TrueAsync(async () => (await host.Journal.FindAsync(id, Cancellation))!.State == SettlementState.Failed);
        Assert.Equal(receipt, await host.Facilitator.SettleAsync(payment, Cancellation));
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
    }

    private static JsonElement WithSignature(FacilitatorRequest payment, string signature)
    {
        var json = JsonNode.Parse(payment.Payload.Payload.GetRawText())!;
        json["signature"] = signature;
        return JsonElement.Parse(json.ToJsonString());
    }
}
