using Microsoft.Extensions.Time.Testing;
using X402.Evm.Rpc;
using X402.Evm.Settlement;
using X402.Payments;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

public sealed class SettlementQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _time = new();
    private readonly SettlementQueue _queue;

    public SettlementQueueTests() => _queue = new(_time);

    [Fact]
    public async Task Whoever_is_ready_takes_everything_that_waits_up_to_the_limit_in_order()
    {
        for (var i = 0; i < 5; i++)
            _queue.Add(Item(i));

        Assert.Equal(["0", "1", "2"], await TakeAsync(3));
        Assert.Equal(["3", "4"], await TakeAsync(3));
    }

    [Fact]
    public async Task A_lone_settlement_is_taken_at_once()
    {
        var taking = _queue.TakeAsync(9, Cancellation);
        Assert.False(taking.IsCompleted);
        _queue.Add(Item(0));

        using var turn = await taking;
        Assert.Single(turn.Items);
    }

    [Fact]
    public async Task What_arrives_during_a_turn_is_gathered_for_the_next()
    {
        _queue.Add(Item(0));
        var first = await _queue.TakeAsync(3, Cancellation);
        var next = _queue.TakeAsync(3, Cancellation);
        _queue.Add(Item(1));
        _queue.Add(Item(2));
        Assert.Equal(2, _queue.Count);

        first.Dispose();
        using var turn = await next;
        Assert.Equal(["1", "2"], NoncesOf(turn));
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_for_the_end_of_a_turn()
    {
        _queue.Add(Item(0));
        using var first = await _queue.TakeAsync(3, Cancellation);
        var next = _queue.TakeAsync(3, Cancellation);
        for (var i = 1; i <= 4; i++)
            _queue.Add(Item(i));

        using var turn = await next;
        Assert.Equal(["1", "2", "3"], NoncesOf(turn));
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public async Task A_relayer_that_hangs_keeps_nobody_from_the_next_one()
    {
        _queue.Add(Item(0));
        using var hanging = await _queue.TakeAsync(3, Cancellation);
        var next = _queue.TakeAsync(3, Cancellation);
        _queue.Add(Item(1));
        Assert.Equal(1, _queue.Count);

        _time.Advance(TimeSpan.FromSeconds(1));
        using var turn = await next;
        Assert.Equal(["1"], NoncesOf(turn));
    }

    [Fact]
    public async Task A_turn_ends_only_once()
    {
        _queue.Add(Item(0));
        var first = await _queue.TakeAsync(3, Cancellation);
        first.Dispose();
        first.Dispose();
        _queue.Add(Item(1));
        using var second = await _queue.TakeAsync(3, Cancellation);

        _ = _queue.TakeAsync(3, Cancellation);
        _queue.Add(Item(2));
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public async Task Who_stops_waiting_takes_nothing_along()
    {
        using var stop = new CancellationTokenSource();
        var leaving = _queue.TakeAsync(3, stop.Token);
        await stop.CancelAsync();
        _queue.Add(Item(0));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal(["0"], await TakeAsync(3));
    }

    [Fact]
    public async Task One_that_goes_alone_is_taken_alone_and_takes_nobody_with_it()
    {
        _queue.Add(Item(0));
        _queue.Add(Item(1, alone: true));
        _queue.Add(Item(2));

        Assert.Equal(["0"], await TakeAsync(9));
        Assert.Equal(["1"], await TakeAsync(9));
        Assert.Equal(["2"], await TakeAsync(9));
    }

    [Fact]
    public async Task The_same_settlement_waits_only_once_and_can_come_back_after_it_was_taken()
    {
        _queue.Add(Item(0));
        _queue.Add(Item(0));

        Assert.Single(await TakeAsync(9));
        Assert.False(_queue.Contains(Item(0).Call.Id, 1));
        _queue.Add(Item(0));
        Assert.Equal(1, _queue.Count);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public async Task Of_two_versions_of_a_settlement_the_newer_one_waits_whichever_comes_first(long first, long second)
    {
        _queue.Add(Item("0", alone: false, version: first));
        _queue.Add(Item(1));
        _queue.Add(Item("0", alone: false, version: second));
        Assert.True(_queue.Contains(Item(0).Call.Id, 3));
        Assert.False(_queue.Contains(Item(0).Call.Id, 4));

        using var turn = await _queue.TakeAsync(9, Cancellation);

        Assert.Equal([("0", 3L), ("1", 1L)], turn.Items.Select(static item => (item.Call.Id.Nonce, item.Record.Version)));
    }

    [Fact]
    public async Task Many_who_take_at_once_get_each_settlement_once()
    {
        var taking = Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var taken = new List<string>();
                while (taken.Count == 0 || taken[^1] != "end")
                    taken.AddRange(await TakeAsync(7));
                return taken;
            },
            Cancellation)).ToArray();
        for (var i = 0; i < 2_000; i++)
            _queue.Add(Item(i));
        for (var i = 0; i < 8; i++)
            _queue.Add(Item("end", alone: true, payer: $"{i}"));

        var all = (await Task.WhenAll(taking)).SelectMany(static taken => taken).Where(static nonce => nonce != "end").ToArray();

        Assert.Equal(2_000, all.Length);
        Assert.Equal(2_000, all.Distinct().Count());
    }

    private async Task<string[]> TakeAsync(int max)
    {
        using var turn = await _queue.TakeAsync(max, Cancellation);
        return NoncesOf(turn);
    }

    private static string[] NoncesOf(SettlementTurn turn) => [.. turn.Items.Select(static item => item.Call.Id.Nonce)];

    private static SettlementItem Item(int nonce, bool alone = false) => Item($"{nonce}", alone);

    private static SettlementItem Item(string nonce, bool alone, string payer = "payer", long version = 1)
    {
        var id = new PaymentId("eip155:1", "asset", payer, nonce);
        var record = new SettlementRecord { Id = id, Version = version, State = SettlementState.Accepted, Request = null!, Payer = payer, ValidBefore = default, UpdatedAt = default, History = [] };
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
