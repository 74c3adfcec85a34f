using X402.Evm.Rpc;
using X402.Evm.Settlement;
using X402.Payments;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

public sealed class SettlementQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_ready_takes_everything_that_waits_up_to_the_limit_in_order()
    {
        using var queue = new SettlementQueue();
        for (var i = 0; i < 5; i++)
            queue.Add(Item(i));

        var first = await queue.TakeAsync(3, Cancellation);
        var rest = await queue.TakeAsync(3, Cancellation);

        Assert.Equal(["0", "1", "2"], first.Select(static item => item.Call.Id.Nonce));
        Assert.Equal(["3", "4"], rest.Select(static item => item.Call.Id.Nonce));
    }

    [Fact]
    public async Task One_that_goes_alone_is_taken_alone_and_takes_nobody_with_it()
    {
        using var queue = new SettlementQueue();
        queue.Add(Item(0));
        queue.Add(Item(1, alone: true));
        queue.Add(Item(2));

        Assert.Equal(["0"], (await queue.TakeAsync(9, Cancellation)).Select(static item => item.Call.Id.Nonce));
        Assert.Equal(["1"], (await queue.TakeAsync(9, Cancellation)).Select(static item => item.Call.Id.Nonce));
        Assert.Equal(["2"], (await queue.TakeAsync(9, Cancellation)).Select(static item => item.Call.Id.Nonce));
    }

    [Fact]
    public async Task The_same_settlement_waits_only_once_and_can_come_back_after_it_was_taken()
    {
        using var queue = new SettlementQueue();
        queue.Add(Item(0));
        queue.Add(Item(0));

        Assert.Single(await queue.TakeAsync(9, Cancellation));
        Assert.False(queue.Contains(Item(0).Call.Id));
        queue.Add(Item(0));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public async Task Many_who_take_at_once_get_each_settlement_once()
    {
        using var queue = new SettlementQueue();
        var taking = Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var taken = new List<string>();
                while (taken.Count == 0 || taken[^1] != "end")
                    taken.AddRange((await queue.TakeAsync(7, Cancellation)).Select(static item => item.Call.Id.Nonce));
                return taken;
            },
            Cancellation)).ToArray();
        for (var i = 0; i < 2_000; i++)
            queue.Add(Item(i));
        for (var i = 0; i < 8; i++)
            queue.Add(Item("end", alone: true, payer: $"{i}"));

        var all = (await Task.WhenAll(taking)).SelectMany(static taken => taken).Where(static nonce => nonce != "end").ToArray();

        Assert.Equal(2_000, all.Length);
        Assert.Equal(2_000, all.Distinct().Count());
    }

    private static SettlementItem Item(int nonce, bool alone = false) => Item($"{nonce}", alone);

    private static SettlementItem Item(string nonce, bool alone, string payer = "payer")
    {
        var id = new PaymentId("eip155:1", "asset", payer, nonce);
        var record = new SettlementRecord { Id = id, Version = 1, State = SettlementState.Accepted, Request = null!, Payer = payer, ValidBefore = default, UpdatedAt = default, History = [] };
        return new(record, new Call { Id = id, Payer = default, ValidBefore = default, To = default, Data = default, GasLimit = 1, CanShare = !alone });
    }

    private sealed class Call : EvmSettlementCall
    {
        public override EvmCallRequest UsedQuery => new(default, default);

        public override bool? ReadUsed(in EvmCallResult result) => null;

        public override LogFilter UsedLogs(BlockTag fromBlock, BlockTag toBlock) => new(default, [], fromBlock, toBlock);

        public override PaymentReason? Check(TransactionReceipt receipt) => null;
    }
}
