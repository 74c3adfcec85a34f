using System.Diagnostics;
using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.Protocol;
using X402.Settlement;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>Settlements that wait together share a transaction, and nothing else.</summary>
public sealed class BatchTests
{
    private static readonly Dictionary<string, string?> s_oneAtATime = new() { ["Network:MaxInFlight"] = "1" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lone_settlement_calls_the_token_itself_and_those_that_wait_meanwhile_share_one_transaction()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, s_oneAtATime);
        var payer = new Payer(chain);
        var before = await chain.DollarsAsync(payer.Payee);

        var receipts = await SettleTogetherAsync(chain, host, await payer.PayManyAsync(21));

        Assert.All(receipts, receipt => Assert.True(receipt.Success, receipt.ErrorReason));
        Assert.Equal(2UL, await chain.TransactionsOfAsync(0));
        Assert.Single(receipts.Skip(1).Select(static receipt => receipt.Transaction).Distinct());
        Assert.Equal<UInt256>(210_000, await chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.Equal(1, (await chain.ReceiptOfAsync(receipts[0].Transaction))!.Logs.Count(static log => log.Topics.Count == 3 && log.Data.Length == 32));
    }

    [Fact]
    public async Task One_that_fails_takes_no_other_with_it_and_is_told_why()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, s_oneAtATime);
        var (rich, poor) = (new Payer(chain, 2), new Payer(chain, 3));
        var dollars = await chain.DollarsAsync(poor.Address);
        // both are covered when they are verified; only one can be when they are settled
        var half = (UInt256)(((System.Numerics.BigInteger)dollars / 2) + 1);
        var payments = await rich.PayManyAsync(4);
        var greedy = await poor.PayManyAsync(2, poor.Ask(half.ToString()));

        var receipts = await SettleTogetherAsync(chain, host, [payments[0], greedy[0], payments[1], greedy[1], payments[2], payments[3]]);

        Assert.Equal(5, receipts.Count(static receipt => receipt.Success));
        var failed = Assert.Single(receipts, static receipt => !receipt.Success);
        Assert.Equal("invalid_exact_evm_insufficient_balance", failed.ErrorReason);
        Assert.Equal(receipts[2].Transaction, failed.Transaction);
        Assert.Equal(2UL, await chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task A_payer_whose_account_is_a_contract_gets_a_transaction_of_its_own()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, s_oneAtATime);
        var (key, delegated) = (new Payer(chain, 2), new Payer(chain, 3));
        var wallet = await chain.DeployWalletAsync(delegated.Address, Cancellation);
        await chain.DelegateAsync(delegated.Address, wallet, Cancellation);
        var payments = await key.PayManyAsync(3);

        var receipts = await SettleTogetherAsync(chain, host, [payments[0], payments[1], await delegated.PayAsync(), payments[2]]);

        Assert.All(receipts, receipt => Assert.True(receipt.Success, receipt.ErrorReason));
        Assert.Equal(receipts[1].Transaction, receipts[3].Transaction);
        Assert.NotEqual(receipts[1].Transaction, receipts[2].Transaction);
    }

    [Fact]
    public async Task No_batch_is_larger_than_configured()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?>(s_oneAtATime) { ["Network:BatchSize"] = "3" });

        var receipts = await SettleTogetherAsync(chain, host, await new Payer(chain).PayManyAsync(8));

        Assert.All(receipts.GroupBy(static receipt => receipt.Transaction), static batch => Assert.InRange(batch.Count(), 1, 3));
        Assert.Equal(4UL, await chain.TransactionsOfAsync(0));
    }

    // The first takes the relayer's only slot; the others are accepted while it is taken, and go when the first block comes.
    internal static async Task<SettleResponse[]> SettleTogetherAsync(AnvilProcess chain, FacilitatorHost host, FacilitatorRequest[] payments, Func<Activity?>? trace = null)
    {
        Task<SettleResponse> first;
        using (trace?.Invoke())
            first = host.Facilitator.SettleAsync(payments[0], Cancellation);
        await host.WaitForAsync(chain, SettlementState.Broadcast);
        var settling = new List<Task<SettleResponse>> { first };
        for (var i = 1; i < payments.Length; i++)
        {
            using (trace?.Invoke())
                settling.Add(host.Facilitator.SettleAsync(payments[i], Cancellation));
            await host.WaitForCountAsync(chain, SettlementState.Accepted, i);
        }
        var all = Task.WhenAll(settling);
        while (!all.IsCompleted)
        {
            await chain.MineAsync(cancellationToken: Cancellation);
            await Task.WhenAny(all, Task.Delay(150, Cancellation));
        }
        return await all;
    }
}
