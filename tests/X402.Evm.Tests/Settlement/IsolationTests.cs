using X402.Evm.Rpc;
using X402.Evm.Settlement;
using X402.Protocol;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>A token answers what it likes, and only its own payments wait for that.</summary>
public sealed class IsolationTests
{
    private static readonly Dictionary<string, Func<string, string, string?>> s_tricks = new()
    {
        ["too many events to tell"] = static (method, parameters) => IsAbout(parameters) && method == "eth_getLogs" ? throw new NodeErrorException("query returned more than 10000 results") : null,
        ["events too long to read"] = static (method, parameters) => IsAbout(parameters) && method == "eth_getLogs" ? throw TooLong() : null,
        ["a read function that nobody can carry out"] = static (method, parameters) => IsAbout(parameters) && method == "eth_call" ? throw new NodeErrorException("timed out") : null,
        ["an exception nobody thought of"] = static (method, parameters) => IsAbout(parameters) && method == "eth_call" ? throw new InvalidOperationException("not thought of") : null,
        ["a transaction whose receipt is too long"] = static (method, parameters) => method == "eth_getTransactionReceipt" && parameters.Contains(Engine.Hash(2), StringComparison.Ordinal) ? throw TooLong() : null,
        ["a transaction whose receipt nobody can tell"] = static (method, parameters) => method == "eth_getTransactionReceipt" && parameters.Contains(Engine.Hash(2), StringComparison.Ordinal) ? throw new NodeErrorException("internal error") : null,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Tricks => [.. s_tricks.Keys];

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task A_payment_is_settled_though_another_tokens_cannot_be_judged(string trick)
    {
        await using var engine = new Engine(new FakeNode { Meddle = s_tricks[trick] });
        var (good, bad) = (engine.Payment(), engine.Payment(Engine.OtherToken));
        engine.Node.Revert(Engine.Hash(2), 100);
        engine.Node.Pay(good, Engine.Hash(1), 100);
        var stuck = await engine.SendAsync(Engine.Hash(2), bad);
        var paid = await engine.SendAsync(Engine.Hash(1), good);

        engine.Watch();
        await engine.UntilAsync(paid[0], SettlementState.Confirmed);
        await engine.MineAsync(12);

        await engine.UntilAsync(paid[0], SettlementState.Settled);
        Assert.False(SettlementStateMachine.IsDecided((await engine.FindAsync(stuck[0])).State));
    }

    [Fact]
    public async Task What_could_not_be_judged_is_judged_when_the_chain_tells_it()
    {
        await using var engine = new Engine(new FakeNode { Meddle = s_tricks["too many events to tell"] });
        engine.Node.Revert(Engine.Hash(2), 100);
        var stuck = await engine.SendAsync(Engine.Hash(2), engine.Payment(Engine.OtherToken));
        engine.Watch();
        await Engine.UntilAsync(() => engine.Node.CountOf("eth_getLogs") >= 2);

        engine.Node.Meddle = null;

        // without another block
        await engine.UntilAsync(stuck[0], SettlementState.Reverted);
    }

    [Fact]
    public async Task What_cannot_be_judged_is_asked_for_less_and_less_often()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        var patience = new Patience();
        var waits = Enumerable.Range(0, 12).Select(_ => patience.Begin(time.GetUtcNow())).ToArray();

        Assert.Equal(waits.Order(), waits);
        Assert.Equal((TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(1)), (waits[0], waits[^1]));
        Assert.False(patience.IsOver(time.GetUtcNow()));
        time.Advance(waits[^1]);
        Assert.True(patience.IsOver(time.GetUtcNow()));

        await using var engine = new Engine(new FakeNode { Meddle = s_tricks["too many events to tell"] });
        var item = await SearchedAsync(engine);
        for (var i = 0; i < 100; i++)
            await engine.Judge.SearchAsync(item, Head(), Cancellation);
        // as often as the time that 100 looks take allows, and not a hundred times
        Assert.InRange(engine.Node.CountOf("eth_getLogs"), 1, 20);
    }

    [Fact]
    public async Task A_token_whose_payments_cannot_be_judged_is_paused_as_one_whose_payments_fail()
    {
        await using var engine = new Engine(new FakeNode { Meddle = s_tricks["too many events to tell"] }, new EvmNetworkOptions { FailuresBeforePause = 1 });
        engine.Node.Revert(Engine.Hash(2), 100);
        await engine.SendAsync(Engine.Hash(2), engine.Payment(Engine.OtherToken));
        var next = await SearchedAsync(engine, Engine.Hash(3));
        Assert.Null(engine.Chain.GasBudget.Charge(next, 1));

        engine.Watch();

        await Engine.UntilAsync(() => engine.Chain.GasBudget.Charge(next, 1) is not null);
        Assert.Equal(PaymentReasons.SettlementsPaused, engine.Chain.GasBudget.Charge(next, 1));
    }

    [Fact]
    public async Task A_receipt_that_one_of_two_nodes_cannot_tell_does_not_spoil_its_word_on_the_others()
    {
        var (one, other) = (new FakeNode(), new FakeNode { Meddle = s_tricks["a transaction whose receipt is too long"] });
        await using var engine = new Engine(one, witnesses: new([one, other], 2));
        var (good, bad) = (engine.Payment(), engine.Payment(Engine.OtherToken));
        foreach (var node in new[] { one, other })
        {
            node.Pay(good, Engine.Hash(1), 100);
            node.Pay(bad, Engine.Hash(2), 100);
        }
        var stuck = await engine.SendAsync(Engine.Hash(2), bad);
        var paid = await engine.SendAsync(Engine.Hash(1), good);

        engine.Watch();

        await engine.UntilAsync(paid[0], SettlementState.Confirmed);
        Assert.Equal(SettlementState.Signed, (await engine.FindAsync(stuck[0])).State);
    }

    [Fact]
    public async Task A_settlement_that_cannot_be_restored_keeps_no_forgotten_one_waiting()
    {
        await using var engine = new Engine(new FakeNode(), new EvmNetworkOptions { FinalityDepth = 12, AdoptAfter = TimeSpan.Zero }, meddle: static exact => new Choking(exact));
        var (first, second) = (engine.Payment(Engine.OtherToken), engine.Payment());
        var call = ((Choking)engine.Chain.Schemes["exact"]).Exact.TryBuildCall(first)!;
        await engine.ConfirmAsync(first, call, Engine.Hash(1), 80);
        var settled = await engine.ConfirmAsync(second, engine.CallOf(second), Engine.Hash(2), 80);

        engine.Watch();
        await Engine.UntilAsync(() => engine.Watcher.Head is not null);
        engine.Reconcile();

        await engine.UntilAsync(settled, SettlementState.Settled);
    }

    [Fact]
    public async Task A_node_that_answers_nothing_is_not_one_settlements_trouble()
    {
        await using var engine = new Engine(new FakeNode { Meddle = static (_, _) => throw new EvmRpcException("gone") });
        var item = await SearchedAsync(engine);

        await Assert.ThrowsAsync<EvmRpcException>(() => engine.Judge.SearchAsync(item, Head(), Cancellation));
    }

    [Fact]
    public async Task A_token_with_many_uses_to_tell_costs_few_questions_and_proves_nothing()
    {
        await using var engine = new Engine(new FakeNode());
        var payment = engine.Payment(Engine.OtherToken);
        engine.Node.Meddle = (method, parameters) => method switch
        {
            "eth_getLogs" => $"[{string.Join(',', Enumerable.Range(0, 500).Select(i => LogOf(i)))}]",
            "eth_call" => $"\"0x{1:x64}\"",
            "eth_getTransactionReceipt" => ReceiptOf(parameters.Split('"')[1]),
            _ => null,
        };

        var found = await new EvidenceFinder(Witnesses.One(engine.Node), 2_000).FindAsync(engine.CallOf(payment), 100, Cancellation);

        Assert.Equal(EvidenceKind.Unclear, found.Kind);
        Assert.InRange(engine.Node.CountOf("eth_getTransactionReceipt"), 1, 20);
    }

    [Fact]
    public async Task A_block_of_a_time_that_does_not_exist_breaks_nothing()
    {
        var node = new FakeNode { Meddle = static (method, _) => method == "eth_getBlockByNumber" ? $$"""{"number":"0x64","hash":"{{Engine.Hash(0)}}","parentHash":"{{Engine.Hash(0)}}","timestamp":"0xffffffffffffffff","gasLimit":"0x1"}""" : null };
        await using var engine = new Engine(node);

        Assert.True(await new EvidenceFinder(Witnesses.One(node), 2_000).IsImpossibleAsync(engine.CallOf(engine.Payment()), 100, Cancellation));
    }

    [Fact]
    public async Task A_tokens_read_function_may_not_use_all_gas_a_node_gives()
    {
        await using var engine = new Engine(new FakeNode());
        Assert.NotNull(engine.CallOf(engine.Payment()).UsedQuery.Gas);
    }

    private static async Task<SettlementItem> SearchedAsync(Engine engine, string? transaction = null)
    {
        var ids = await engine.SendAsync(transaction ?? Engine.Hash(2), engine.Payment(Engine.OtherToken));
        var record = await engine.FindAsync(ids[0]);
        return new(record, engine.CallOf(record.Request));
    }

    private static BlockHeader Head() => new(100, default, default, 0, 0, 0);

    private static bool IsAbout(string parameters) => parameters.Contains(Engine.OtherToken, StringComparison.OrdinalIgnoreCase);

    private static EvmRpcException TooLong() => new("The node's answer is too long.") { Failure = EvmRpcFailure.InvalidAnswer };

    private static string LogOf(int transaction) => LogOf(Engine.Hash(transaction));

    private static string LogOf(string transaction) =>
        $$"""{"address":"{{Engine.OtherToken}}","topics":[],"data":"0x","transactionHash":"{{transaction}}","blockNumber":"0x64","logIndex":"0x0"}""";

    private static string ReceiptOf(string transaction) =>
        $$"""{"transactionHash":"{{transaction}}","blockNumber":"0x64","blockHash":"{{Engine.Hash(0)}}","status":"0x1","gasUsed":"0x1","logs":[{{LogOf(transaction)}}]}""";

    private sealed class Choking(IEvmSettlementScheme exact) : IEvmSettlementScheme
    {
        public IEvmSettlementScheme Exact => exact;

        public string Scheme => exact.Scheme;

        public ValueTask<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken) => exact.VerifyAsync(request, cancellationToken);

        public EvmSettlementCall? TryBuildCall(FacilitatorRequest request) =>
            request.Requirements.Asset == Engine.OtherToken ? throw new InvalidOperationException("not thought of") : exact.TryBuildCall(request);
    }
}
