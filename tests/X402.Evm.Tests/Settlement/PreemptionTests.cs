using X402.Evm.Rpc;
using X402.Evm.Settlement;
using X402.Protocol;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>The chain says that a payment's authorization is used, before anything of ours was sent.</summary>
public sealed class PreemptionTests
{
    private static readonly Dictionary<string, Func<string, string, string?>> s_troubles = new()
    {
        ["no node answers"] = static (_, _) => throw new EvmRpcException("gone"),
        ["the events cannot be told"] = static (method, _) => method == "eth_getLogs" ? throw new NodeErrorException("rate limit exceeded") : null,
        ["the receipt cannot be told"] = static (method, _) => method == "eth_getTransactionReceipt" ? throw new NodeErrorException("rate limit exceeded") : null,
        ["the receipt is not there"] = static (method, _) => method == "eth_getTransactionReceipt" ? "null" : null,
        ["the node asked lags behind"] = static (method, _) => method == "eth_call" ? $"\"0x{0:x64}\"" : method == "eth_getLogs" ? "[]" : null,
        ["the block is not there"] = static (method, parameters) => method == "eth_getBlockByNumber" && !parameters.Contains("latest", StringComparison.Ordinal) ? "null" : null,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Troubles => [.. s_troubles.Keys];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task While_it_cannot_be_found_out_how_the_payment_is_neither_settled_nor_refused(string trouble)
    {
        await using var bench = new EngineBench();
        var payment = bench.Payment();
        bench.Node.Pay(payment, EngineBench.Hash(1), 100);
        bench.Node.Meddle = s_troubles[trouble];

        var answer = await SettleAsync(bench, payment);

        Assert.Equal((false, PaymentReasons.SettlementPending.Code), (answer.Success, answer.ErrorReason));
        Assert.Null(await bench.Journal.FindAsync(bench.CallOf(payment).Id, Cancellation));
        bench.Node.Meddle = null;
        Assert.True((await SettleAsync(bench, payment)).Success);
    }

    [Fact]
    public async Task What_is_not_as_deep_as_one_of_ours_has_to_be_is_pending_and_not_sent()
    {
        await using var bench = new EngineBench(new() { Confirmations = 3 });
        var payment = bench.Payment();
        bench.Node.Pay(payment, EngineBench.Hash(1), 100);

        var answer = await SettleAsync(bench, payment);

        Assert.Equal((false, PaymentReasons.SettlementPending.Code, EngineBench.Hash(1)), (answer.Success, answer.ErrorReason, answer.Transaction));
        Assert.Equal(0, bench.Chain.Queue.Count);
        var item = await ItemAsync(bench, payment);
        Assert.False(await bench.Judge.IsDueAgainAsync(item, EngineBench.HeadAt(101), Cancellation));
        Assert.Equal(SettlementState.Accepted, item.Record.State);
        Assert.False(await bench.Judge.IsDueAgainAsync(item, EngineBench.HeadAt(102), Cancellation));
        Assert.Equal(SettlementState.Confirmed, item.Record.State);
    }

    [Fact]
    public async Task What_a_reorganisation_took_back_is_to_be_sent_after_all()
    {
        await using var bench = new EngineBench(new() { Confirmations = 3 });
        var payment = bench.Payment();
        bench.Node.Pay(payment, EngineBench.Hash(1), 100);
        await SettleAsync(bench, payment);
        var item = await ItemAsync(bench, payment);

        bench.Node.Remove(EngineBench.Hash(1));
        bench.Node.Head = 101;
        // a node that still has the block is no proof
        Assert.False(await bench.Judge.IsDueAgainAsync(item, EngineBench.HeadAt(101), Cancellation));
        bench.Node.Branch = "b";
        Assert.True(await bench.Judge.IsDueAgainAsync(item, EngineBench.HeadAt(101), Cancellation));
    }

    [Fact]
    public async Task What_was_used_for_another_purchase_is_refused()
    {
        await using var bench = new EngineBench();
        var (payment, other) = (bench.Payment(), bench.Payment());
        bench.Node.Pay(other, EngineBench.Hash(1), 100);
        bench.Node.Meddle = static (method, _) => method == "eth_call" ? $"\"0x{1:x64}\"" : null;

        Assert.Equal(PaymentReasons.ExactEvmNonceAlreadyUsed.Code, (await SettleAsync(bench, payment)).ErrorReason);
    }

    private static Task<SettleResponse> SettleAsync(EngineBench bench, FacilitatorRequest payment) =>
        bench.SettleAsync(payment with { Wait = TimeSpan.FromMilliseconds(200) }, PaymentReasons.ExactEvmNonceAlreadyUsed);

    private static async Task<SettlementItem> ItemAsync(EngineBench bench, FacilitatorRequest payment)
    {
        var call = bench.CallOf(payment);
        return new(await bench.FindAsync(call.Id), call);
    }
}
