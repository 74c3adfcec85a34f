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
        var settled = await host.SettleOnceAsync(payment);

        Assert.Equal((503, "relayer_unavailable"), (refused.Status, refused.Json.GetProperty("errorReason").GetString()));
        Assert.True(settled.Success, settled.ErrorReason);
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
        Assert.Equal(1, (await host.CountAsync(chain, SettlementState.Settled)) + await host.CountAsync(chain, SettlementState.Confirmed));
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
