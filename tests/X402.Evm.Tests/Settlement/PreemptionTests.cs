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
        await using var engine = new Engine(new FakeNode());
        var payment = engine.Payment();
        engine.Node.Pay(payment, Engine.Hash(1), 100);
        engine.Node.Meddle = s_troubles[trouble];

        var answer = await SettleAsync(engine, payment);

        Assert.Equal((false, PaymentReasons.SettlementPending.Code), (answer.Success, answer.ErrorReason));
        Assert.Null(await engine.Chain.Journal.FindAsync(engine.CallOf(payment).Id, Cancellation));
        engine.Node.Meddle = null;
        Assert.True((await SettleAsync(engine, payment)).Success);
    }

    [Fact]
    public async Task What_is_not_as_deep_as_one_of_ours_has_to_be_is_pending_and_not_sent()
    {
        await using var engine = new Engine(new FakeNode(), new EvmNetworkOptions { Confirmations = 3 });
        var payment = engine.Payment();
        engine.Node.Pay(payment, Engine.Hash(1), 100);

        var answer = await SettleAsync(engine, payment);

        Assert.Equal((false, PaymentReasons.SettlementPending.Code, Engine.Hash(1)), (answer.Success, answer.ErrorReason, answer.Transaction));
        Assert.Equal(0, engine.Chain.Queue.Count);
        var item = await ItemAsync(engine, payment);
        Assert.False(await engine.Judge.IsDueAgainAsync(item, Head(101), Cancellation));
        Assert.Equal(SettlementState.Accepted, item.Record.State);
        Assert.False(await engine.Judge.IsDueAgainAsync(item, Head(102), Cancellation));
        Assert.Equal(SettlementState.Confirmed, item.Record.State);
    }

    [Fact]
    public async Task What_a_reorganisation_took_back_is_to_be_sent_after_all()
    {
        await using var engine = new Engine(new FakeNode(), new EvmNetworkOptions { Confirmations = 3 });
        var payment = engine.Payment();
        engine.Node.Pay(payment, Engine.Hash(1), 100);
        await SettleAsync(engine, payment);
        var item = await ItemAsync(engine, payment);

        engine.Node.Remove(Engine.Hash(1));
        engine.Node.Head = 101;
        // a node that still has the block is no proof
        Assert.False(await engine.Judge.IsDueAgainAsync(item, Head(101), Cancellation));
        engine.Node.Branch = "b";
        Assert.True(await engine.Judge.IsDueAgainAsync(item, Head(101), Cancellation));
    }

    [Fact]
    public async Task What_was_used_for_another_purchase_is_refused()
    {
        await using var engine = new Engine(new FakeNode());
        var (payment, other) = (engine.Payment(), engine.Payment());
        engine.Node.Pay(other, Engine.Hash(1), 100);
        engine.Node.Meddle = static (method, _) => method == "eth_call" ? $"\"0x{1:x64}\"" : null;

        Assert.Equal(PaymentReasons.ExactEvmNonceAlreadyUsed.Code, (await SettleAsync(engine, payment)).ErrorReason);
    }

    private static Task<SettleResponse> SettleAsync(Engine engine, FacilitatorRequest payment)
    {
        var desk = new SettlementDesk(engine.Chain, new EvidenceFinder(engine.Chain.Witnesses, 2_000), static () => true, static _ => ValueTask.FromResult(false));
        return desk.SettleAsync(new FindsItUsed(engine.Chain.Schemes["exact"]), payment with { Wait = TimeSpan.FromMilliseconds(200) }, Cancellation);
    }

    private static async Task<SettlementItem> ItemAsync(Engine engine, FacilitatorRequest payment)
    {
        var call = engine.CallOf(payment);
        return new(await engine.FindAsync(call.Id), call);
    }

    private static BlockHeader Head(ulong number) => new(number, default, default, 0, 0, 0);

    private sealed class FindsItUsed(IEvmSettlementScheme exact) : IEvmSettlementScheme
    {
        public string Scheme => exact.Scheme;

        public ValueTask<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new VerifyResponse { IsValid = false, InvalidReason = PaymentReasons.ExactEvmNonceAlreadyUsed.Code });

        public EvmSettlementCall? TryBuildCall(FacilitatorRequest request) => exact.TryBuildCall(request);
    }
}
