using System.Text.Json;
using System.Threading.Channels;
using X402.Evm.Rpc;

namespace X402.Evm.Tests.Rpc;

public class CoalescingRpcTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lone_question_goes_out_at_once()
    {
        var node = new SlowNode();
        var rpc = new CoalescingRpc(node);

        var asked = rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token);

        Assert.Single(node.RoundTrips);
        node.RoundTrips[0].Answer();
        Assert.Equal(7UL, await asked);
    }

    [Fact]
    public async Task What_comes_in_while_there_is_no_room_shares_the_next_round_trip()
    {
        var node = new SlowNode();
        var rpc = new CoalescingRpc(node, maxExchanges: 2);
        var asked = Enumerable.Range(0, 12).Select(_ => rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token)).ToArray();
        Assert.Equal([1, 1], node.RoundTrips.Select(static trip => trip.Calls.Count));

        node.RoundTrips[0].Answer();
        await node.WaitForRoundTripsAsync(3);
        Assert.Equal(10, node.RoundTrips[2].Calls.Count);
        node.RoundTrips[2].Answer();
        node.RoundTrips[1].Answer();

        Assert.All(await Task.WhenAll(asked), static block => Assert.Equal(7UL, block));
        Assert.Equal(3, node.RoundTrips.Count);
    }

    [Fact]
    public async Task A_round_trip_has_a_limit_and_the_rest_goes_with_the_next()
    {
        var node = new SlowNode();
        var rpc = new CoalescingRpc(node, maxExchanges: 1, maxCalls: 4);
        var asked = Enumerable.Range(0, 7).Select(_ => rpc.SendAsync([EvmRpcCalls.BlockNumber(), EvmRpcCalls.ChainId()], Token)).ToArray();

        for (var trip = 0; trip < 4; trip++)
        {
            await node.WaitForRoundTripsAsync(trip + 1);
            node.RoundTrips[trip].Answer();
        }
        await Task.WhenAll(asked);

        Assert.Equal([2, 4, 4, 4], node.RoundTrips.Select(static trip => trip.Calls.Count));
    }

    [Fact]
    public async Task A_question_that_spoils_the_answer_fails_alone()
    {
        var node = new SlowNode();
        var rpc = new CoalescingRpc(node, maxExchanges: 1);
        var first = rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token);
        var good = rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token);
        var bad = rpc.SendAsync(EvmRpcCalls.Custom<int>("x_poison", "[]", static _ => throw new FormatException("unreadable")), Token);
        var alsoGood = rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token);

        node.AnswersByItself = true;
        node.RoundTrips[0].Answer();

        Assert.All(await Task.WhenAll(first, good, alsoGood), static block => Assert.Equal(7UL, block));
        Assert.Equal(EvmRpcFailure.InvalidAnswer, (await Assert.ThrowsAsync<EvmRpcException>(() => bad)).Failure);
        Assert.Equal(7UL, await rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token));
    }

    [Fact]
    public async Task A_node_that_takes_no_batches_is_asked_one_by_one()
    {
        var node = new SlowNode { RefusesBatches = true };
        var rpc = new CoalescingRpc(node, maxExchanges: 1);
        var asked = Enumerable.Range(0, 5).Select(_ => rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token)).ToArray();

        node.AnswersByItself = true;
        node.RoundTrips[0].Answer();

        Assert.All(await Task.WhenAll(asked), static block => Assert.Equal(7UL, block));
    }

    [Fact]
    public async Task A_node_that_is_gone_is_gone_for_all_and_there_is_room_again_afterwards()
    {
        var node = new SlowNode();
        var rpc = new CoalescingRpc(node, maxExchanges: 1);
        var asked = Enumerable.Range(0, 3).Select(_ => rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token)).ToArray();

        node.RoundTrips[0].Break();
        await node.WaitForRoundTripsAsync(2);
        node.RoundTrips[1].Break();

        foreach (var question in asked)
            Assert.Equal(EvmRpcFailure.Unreachable, (await Assert.ThrowsAsync<EvmRpcException>(() => question)).Failure);
        Assert.Equal(2, node.RoundTrips.Count);
        node.AnswersByItself = true;
        Assert.Equal(7UL, await rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token));
    }

    [Fact]
    public async Task Who_stops_waiting_takes_nothing_from_the_others()
    {
        var node = new SlowNode();
        var rpc = new CoalescingRpc(node, maxExchanges: 1);
        using var impatient = new CancellationTokenSource();
        var first = rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token);
        var leaves = rpc.SendAsync(EvmRpcCalls.BlockNumber(), impatient.Token);
        var stays = rpc.SendAsync(EvmRpcCalls.BlockNumber(), Token);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        node.RoundTrips[0].Answer();
        await node.WaitForRoundTripsAsync(2);
        Assert.Single(node.RoundTrips[1].Calls);
        node.RoundTrips[1].Answer();

        Assert.All(await Task.WhenAll(first, stays), static block => Assert.Equal(7UL, block));
    }

    /// <summary>A node whose answers the test gives, because what is tested is what happens before they come.</summary>
    private sealed class SlowNode : IEvmRpc
    {
        private static readonly JsonElement s_seven = JsonElement.Parse("\"0x7\"");
        private readonly Lock _gate = new();
        private readonly List<RoundTrip> _roundTrips = [];
        private readonly Channel<bool> _arrived = Channel.CreateUnbounded<bool>();
        private int _seen;

        public IReadOnlyList<RoundTrip> RoundTrips
        {
            get
            {
                lock (_gate)
                    return [.. _roundTrips];
            }
        }

        public bool AnswersByItself { get; set; }

        public bool RefusesBatches { get; init; }

        public Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
        {
            var trip = new RoundTrip(calls, RefusesBatches);
            lock (_gate)
                _roundTrips.Add(trip);
            _arrived.Writer.TryWrite(true);
            if (AnswersByItself)
                trip.Answer();
            return trip.Done.Task.WaitAsync(cancellationToken);
        }

        public async Task WaitForRoundTripsAsync(int count)
        {
            for (; _seen < count; _seen++)
                await _arrived.Reader.ReadAsync(Token);
        }

        public sealed class RoundTrip(IReadOnlyList<EvmRpcCall> calls, bool refusesBatches)
        {
            public IReadOnlyList<EvmRpcCall> Calls { get; } = calls;

            public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public void Answer()
            {
                try
                {
                    if (refusesBatches && Calls.Count > 1)
                        throw new EvmRpcException("batch", new EvmRpcError(-32600, "no batches", default));
                    foreach (var call in Calls)
                        call.Complete(s_seven);
                    Done.SetResult();
                }
                catch (EvmRpcException exception)
                {
                    Done.SetException(exception);
                }
            }

            public void Break() => Done.SetException(new EvmRpcException("The node cannot be reached."));
        }
    }
}
