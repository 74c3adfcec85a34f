using X402.Facilitator.Tests.Hosting;
using X402.Settlement;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>The relayers' money is spent within limits, and running out of it loses nobody's payment.</summary>
public sealed class GasPolicyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Limits => new()
    {
        { "Network:MaxFeePerGasGwei", "1" },
        { "Network:MaxCostPerSettlementGwei", "1" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task What_would_cost_too_much_is_not_sent_and_can_be_settled_when_gas_is_cheap_again(string limit, string value)
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await SetBaseFeeAsync(chain, 5_000_000_000);
        await using var strict = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { [limit] = value });
        var payment = await new Payer(chain).PayAsync();
        var sent = await chain.TransactionsOfAsync(0);

        var refused = await strict.SettleOnceAsync(payment);

        Assert.Equal((false, "settlement_cost_exceeds_policy", ""), (refused.Success, refused.ErrorReason, refused.Transaction));
        Assert.Equal(sent, await chain.TransactionsOfAsync(0));

        await using var generous = await FacilitatorHost.StartAsync(chain);
        Assert.True((await generous.Facilitator.SettleAsync(payment, Cancellation)).Success);
    }

    [Fact]
    public async Task A_refused_settlement_is_accepted_again_by_the_same_facilitator_once_gas_is_cheap()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await SetBaseFeeAsync(chain, 5_000_000_000);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:MaxFeePerGasGwei"] = "3" });
        var payment = await new Payer(chain).PayAsync();
        Assert.Equal("settlement_cost_exceeds_policy", (await host.SettleOnceAsync(payment)).ErrorReason);

        await SetBaseFeeAsync(chain, 1);

        await Eventually.TrueAsync(async () => (await host.SettleOnceAsync(payment)).Success);
    }

    [Fact]
    public async Task A_relayer_without_money_for_gas_sends_nothing_says_so_and_goes_on_when_it_is_funded()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await SetBalanceAsync(chain, 0);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:SettleTimeout"] = "00:00:03" });
        var payment = await new Payer(chain).PayAsync();

        var refused = await host.PostAsync("/settle", payment);
        await SetBalanceAsync(chain, 1_000_000_000_000_000_000);
        // our own client: where three seconds are too short it asks again
        var settled = await host.Facilitator.SettleAsync(payment, Cancellation);

        Assert.Equal((503, "relayer_unavailable"), (refused.Status, refused.Json.GetProperty("errorReason").GetString()));
        Assert.True(settled.Success, settled.ErrorReason);
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
        Assert.Equal(1, (await host.CountAsync(chain, SettlementState.Settled)) + await host.CountAsync(chain, SettlementState.Confirmed));
    }

    [Theory]
    [InlineData("Network:MaxGasCostPerPayerGwei")]
    [InlineData("Network:MaxGasCostPerAssetGwei")]
    public async Task What_one_payer_or_one_token_costs_in_gas_is_limited(string limit)
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { [limit] = "1000000", ["Network:BatchSize"] = "1" });
        var (payer, other) = (new Payer(chain), new Payer(chain, account: 3));
        var (paid, refused) = (0, "");
        while (refused.Length == 0 && paid < 50)
        {
            // gas stays at 1 gwei, so a settlement costs about 60,000; before that is known it is charged at its highest price
            await chain.RpcAsync("anvil_setNextBlockBaseFeePerGas", ["0x3b9aca00"], Cancellation);
            var receipt = await host.SettleOnceAsync(await payer.PayAsync());
            (paid, refused) = receipt.Success ? (paid + 1, "") : (paid, receipt.ErrorReason!);
        }
        var sent = await chain.TransactionsOfAsync(0);

        var others = await host.SettleOnceAsync(await other.PayAsync());

        Assert.Equal("gas_budget_exhausted", refused);
        Assert.InRange(paid, 4, 49);
        Assert.Equal((ulong)paid, sent);
        Assert.Equal(limit.Contains("Payer", StringComparison.Ordinal), others.Success);
    }

    [Fact]
    public async Task A_token_whose_settlements_fail_in_a_row_is_paused_and_tried_again_later()
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { MineOnDemand = true }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?>
        {
            ["Network:FailuresBeforePause"] = "2",
            ["Network:FailurePause"] = "00:00:08",
        });
        var payer = new Payer(chain);
        var failing = (await payer.PayManyAsync(2)).Select(payment => host.SettleOnceAsync(payment)).ToArray();
        await host.WaitForCountAsync(chain, SettlementState.Broadcast, 2);
        var code = await chain.RpcAsync("eth_getCode", [chain.Token.Address, "latest"], Cancellation);
        await chain.ReplaceTokenAsync("SilentDollar", Cancellation);
        await chain.MineAsync(cancellationToken: Cancellation);
        Assert.All(await Task.WhenAll(failing), static receipt => Assert.False(receipt.Success));
        await chain.RpcAsync("anvil_setCode", [chain.Token.Address, code.GetString()!], Cancellation);
        var sent = await chain.TransactionsOfAsync(0);

        var paused = await host.SettleOnceAsync(await payer.PayAsync());

        Assert.Equal("settlements_paused", paused.ErrorReason);
        Assert.Equal(sent, await chain.TransactionsOfAsync(0));
        await chain.RpcAsync("evm_setAutomine", [true], Cancellation);
        await Eventually.TrueAsync(async () => (await host.SettleOnceAsync(await payer.PayAsync())).Success);
    }

    private static Task SetBaseFeeAsync(AnvilProcess chain, ulong wei) => ApplyAsync(chain, "anvil_setNextBlockBaseFeePerGas", $"0x{wei:x}");

    private static async Task SetBalanceAsync(AnvilProcess chain, ulong wei) =>
        await chain.RpcAsync("anvil_setBalance", [chain.Accounts[0].Address.ToString(), $"0x{wei:x}"], Cancellation);

    private static async Task ApplyAsync(AnvilProcess chain, string method, string value)
    {
        await chain.RpcAsync(method, [value], Cancellation);
        await chain.MineAsync(cancellationToken: Cancellation);
    }
}
