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
        ["a transaction whose receipt is too long"] = static (method, parameters) => method == "eth_getTransactionReceipt" && parameters.Contains(EngineBench.Hash(2), StringComparison.Ordinal) ? throw TooLong() : null,
        ["a transaction whose receipt nobody can tell"] = static (method, parameters) => method == "eth_getTransactionReceipt" && parameters.Contains(EngineBench.Hash(2), StringComparison.Ordinal) ? throw new NodeErrorException("internal error") : null,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Tricks => [.. s_tricks.Keys];

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task A_payment_is_settled_though_another_tokens_cannot_be_judged(string trick)
    {
        await using var bench = new EngineBench();
        bench.Node.Meddle = s_tricks[trick];
        var (good, bad) = (bench.Payment(), bench.Payment(EngineBench.OtherToken));
        bench.Node.Revert(EngineBench.Hash(2), 100);
        bench.Node.Pay(good, EngineBench.Hash(1), 100);
        var stuck = await bench.SendAsync(bad, EngineBench.Hash(2));
        var paid = await bench.SendAsync(good, EngineBench.Hash(1));

        bench.Watch();
        await bench.UntilAsync(paid, SettlementState.Confirmed);
        await bench.MineAsync(12);

        await bench.UntilAsync(paid, SettlementState.Settled);
        Assert.False(SettlementStateMachine.IsDecided((await bench.FindAsync(stuck)).State));
    }

    [Fact]
    public async Task What_could_not_be_judged_is_judged_when_the_chain_tells_it()
    {
        await using var bench = new EngineBench();
        bench.Node.Meddle = s_tricks["too many events to tell"];
        bench.Node.Revert(EngineBench.Hash(2), 100);
        var stuck = await bench.SendAsync(bench.Payment(EngineBench.OtherToken), EngineBench.Hash(2));
        bench.Watch();
        await EngineBench.UntilAsync(() => bench.Node.CountOf("eth_getLogs") >= 2);

        bench.Node.Meddle = null;

        // without another block
        await bench.UntilAsync(stuck, SettlementState.Reverted);
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

        await using var bench = new EngineBench();
        bench.Node.Meddle = s_tricks["too many events to tell"];
        var item = await SearchedAsync(bench);
        for (var i = 0; i < 100; i++)
            await bench.Judge.SearchAsync(item, EngineBench.HeadAt(100), Cancellation);
        // as often as the time that 100 looks take allows, and not a hundred times
        Assert.InRange(bench.Node.CountOf("eth_getLogs"), 1, 20);
    }

    [Fact]
    public async Task A_token_whose_payments_cannot_be_judged_is_paused_as_one_whose_payments_fail()
    {
        await using var bench = new EngineBench(new() { FailuresBeforePause = 1 });
        bench.Node.Meddle = s_tricks["too many events to tell"];
        bench.Node.Revert(EngineBench.Hash(2), 100);
        await bench.SendAsync(bench.Payment(EngineBench.OtherToken), EngineBench.Hash(2));
        var next = await SearchedAsync(bench, EngineBench.Hash(3));
        Assert.Null(bench.Chain.GasBudget.Charge(next, 1));

        bench.Watch();

        await EngineBench.UntilAsync(() => bench.Chain.GasBudget.Charge(next, 1) is not null);
        Assert.Equal(PaymentReasons.SettlementsPaused, bench.Chain.GasBudget.Charge(next, 1));
    }

    [Fact]
    public async Task A_receipt_that_one_of_two_nodes_cannot_tell_does_not_spoil_its_word_on_the_others()
    {
        var (one, other) = (new FakeNode(), new FakeNode { Meddle = s_tricks["a transaction whose receipt is too long"] });
        await using var bench = new EngineBench(nodes: [one, other]);
        var (good, bad) = (bench.Payment(), bench.Payment(EngineBench.OtherToken));
        foreach (var node in new[] { one, other })
        {
            node.Pay(good, EngineBench.Hash(1), 100);
            node.Pay(bad, EngineBench.Hash(2), 100);
        }
        var stuck = await bench.SendAsync(bad, EngineBench.Hash(2));
        var paid = await bench.SendAsync(good, EngineBench.Hash(1));

        bench.Watch();

        await bench.UntilAsync(paid, SettlementState.Confirmed);
        Assert.Equal(SettlementState.Signed, (await bench.FindAsync(stuck)).State);
    }

    [Fact]
    public async Task A_settlement_that_cannot_be_restored_keeps_no_forgotten_one_waiting()
    {
        await using var bench = new EngineBench(new() { AdoptAfter = TimeSpan.Zero });
        bench.Schemes["exact"] = new Choking(bench.Scheme);
        await bench.ConfirmAsync(bench.Payment(EngineBench.OtherToken), EngineBench.Hash(1), 80);
        var settled = await bench.ConfirmAsync(bench.Payment(), EngineBench.Hash(2), 80);

        bench.Watch();
        await EngineBench.UntilAsync(() => bench.Watcher.Head is not null);
        bench.Reconcile();

        await bench.UntilAsync(settled, SettlementState.Settled);
    }

    [Fact]
    public async Task A_node_that_answers_nothing_is_not_one_settlements_trouble()
    {
        await using var bench = new EngineBench();
        bench.Node.Meddle = static (_, _) => throw new EvmRpcException("gone");
        var item = await SearchedAsync(bench);

        await Assert.ThrowsAsync<EvmRpcException>(() => bench.Judge.SearchAsync(item, EngineBench.HeadAt(100), Cancellation));
    }

    [Fact]
    public async Task A_token_with_many_uses_to_tell_costs_few_questions_and_proves_nothing()
    {
        await using var bench = new EngineBench();
        var payment = bench.Payment(EngineBench.OtherToken);
        bench.Node.Meddle = (method, parameters) => method switch
        {
            "eth_getLogs" => $"[{string.Join(',', Enumerable.Range(0, 500).Select(i => LogOf(i)))}]",
            "eth_call" => $"\"0x{1:x64}\"",
            "eth_getTransactionReceipt" => ReceiptOf(parameters.Split('"')[1]),
            _ => null,
        };

        var found = await bench.Evidence.FindAsync(bench.CallOf(payment), 100, Cancellation);

        Assert.Equal(EvidenceKind.Unclear, found.Kind);
        Assert.InRange(bench.Node.CountOf("eth_getTransactionReceipt"), 1, 20);
    }

    [Fact]
    public async Task A_block_of_a_time_that_does_not_exist_breaks_nothing()
    {
        await using var bench = new EngineBench();
        bench.Node.Meddle = static (method, _) => method == "eth_getBlockByNumber" ? $$"""{"number":"0x64","hash":"{{EngineBench.Hash(0)}}","parentHash":"{{EngineBench.Hash(0)}}","timestamp":"0xffffffffffffffff","gasLimit":"0x1"}""" : null;

        Assert.True(await bench.Evidence.IsImpossibleAsync(bench.CallOf(bench.Payment()), 100, Cancellation));
    }

    [Fact]
    public async Task A_tokens_read_function_may_not_use_all_gas_a_node_gives()
    {
        await using var bench = new EngineBench();
        Assert.NotNull(bench.CallOf(bench.Payment()).UsedQuery.Gas);
    }

    private static async Task<SettlementItem> SearchedAsync(EngineBench bench, string? transaction = null)
    {
        var record = await bench.FindAsync(await bench.SendAsync(bench.Payment(EngineBench.OtherToken), transaction ?? EngineBench.Hash(2)));
        return new(record, bench.CallOf(record.Request));
    }

    private static bool IsAbout(string parameters) => parameters.Contains(EngineBench.OtherToken, StringComparison.OrdinalIgnoreCase);

    private static EvmRpcException TooLong() => new("The node's answer is too long.") { Failure = EvmRpcFailure.InvalidAnswer };

    private static string LogOf(int transaction) => LogOf(EngineBench.Hash(transaction));

    private static string LogOf(string transaction) =>
        $$"""{"address":"{{EngineBench.OtherToken}}","topics":[],"data":"0x","transactionHash":"{{transaction}}","blockNumber":"0x64","logIndex":"0x0"}""";

    private static string ReceiptOf(string transaction) =>
        $$"""{"transactionHash":"{{transaction}}","blockNumber":"0x64","blockHash":"{{EngineBench.Hash(0)}}","status":"0x1","gasUsed":"0x1","logs":[{{LogOf(transaction)}}]}""";

    private sealed class Choking(IEvmSettlementScheme exact) : IEvmSettlementScheme
    {
        public string Scheme => exact.Scheme;

        public ValueTask<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken) => exact.VerifyAsync(request, cancellationToken);

        public EvmSettlementCall? TryBuildCall(FacilitatorRequest request) =>
            request.Requirements.Asset == EngineBench.OtherToken ? throw new InvalidOperationException("not thought of") : exact.TryBuildCall(request);
    }
}
