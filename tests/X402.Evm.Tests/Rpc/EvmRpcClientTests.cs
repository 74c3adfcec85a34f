using System.Net.Sockets;
using X402.Evm.Rpc;

namespace X402.Evm.Tests.Rpc;

public class EvmRpcClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_of_a_batch_find_their_calls_in_any_order()
    {
        using var node = CannedNode.Answering("""[{"jsonrpc":"2.0","id":1,"result":"0x7"},{"jsonrpc":"2.0","id":0,"result":"0x7a69"}]""");
        var (chain, block) = (EvmRpcCalls.ChainId(), EvmRpcCalls.BlockNumber());
        await Client(node).SendAsync([chain, block], Token);
        Assert.Equal((31337UL, 7UL), (chain.Result, block.Result));
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task An_error_of_one_call_is_its_own()
    {
        using var node = CannedNode.Answering("""[{"jsonrpc":"2.0","id":0,"error":{"code":-32601,"message":"no"}},{"jsonrpc":"2.0","id":1,"result":"0x7"}]""");
        var (chain, block) = (EvmRpcCalls.ChainId(), EvmRpcCalls.BlockNumber());
        await Client(node).SendAsync([chain, block], Token);
        Assert.Equal(7UL, block.Result);
        Assert.Equal(-32601, Assert.Throws<EvmRpcException>(() => chain.Result).Error!.Code);
    }

    [Theory]
    [InlineData("""{"code":3,"message":"execution reverted","data":"0x08c379a0"}""", "0x08c379a0")]
    [InlineData("""{"code":-32015,"message":"VM execution error: revert","data":"Reverted 0x08c379a0"}""", "0x08c379a0")]
    [InlineData("""{"code":-32000,"message":"out of gas"}""", "0x")]
    [InlineData("""{"code":-32000,"message":"execution reverted","data":{"why":"unclear"}}""", "0x")]
    public async Task A_revert_is_a_result(string error, string data)
    {
        using var node = CannedNode.Answering($$"""{"jsonrpc":"2.0","id":0,"error":{{error}}}""");
        var result = await Client(node).SendAsync(EvmRpcCalls.Call(new(default, default)), Token);
        Assert.False(result.Succeeded);
        Assert.Equal(data, Hex.Encode(result.Data.Span));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":0,"error":{"code":-32005,"message":"rate limit exceeded"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"bad request"}}""")]
    public async Task A_node_that_cannot_answer_is_no_revert(string body)
    {
        using var node = CannedNode.Answering(body);
        var exception = await Assert.ThrowsAsync<EvmRpcException>(() => Client(node).SendAsync(EvmRpcCalls.Call(new(default, default)), Token));
        Assert.Equal(EvmRpcFailure.Refused, exception.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"jsonrpc":"2.0","id":0,"result":7}""")]
    [InlineData("""{"jsonrpc":"2.0","id":0,"result":"seven"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":0,"result":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"result":"0x7"}""")]
    public async Task An_answer_that_is_none_is_told_apart(string body)
    {
        using var node = CannedNode.Answering(body);
        var exception = await Assert.ThrowsAsync<EvmRpcException>(() => Client(node).SendAsync(EvmRpcCalls.BlockNumber(), Token));
        Assert.Equal(EvmRpcFailure.InvalidAnswer, exception.Failure);
    }

    [Theory]
    [InlineData("""{"baseFeePerGas":["0x1"],"reward":[[]]}""")]
    [InlineData("""{"baseFeePerGas":7}""")]
    [InlineData("[]")]
    public async Task A_result_of_another_shape_is_told_apart(string result)
    {
        using var node = CannedNode.Answering($$"""{"jsonrpc":"2.0","id":0,"result":{{result}}}""");
        var exception = await Assert.ThrowsAsync<EvmRpcException>(() => Client(node).SendAsync(EvmRpcCalls.FeeHistory(), Token));
        Assert.Equal(EvmRpcFailure.InvalidAnswer, exception.Failure);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task An_answer_that_only_pretends_to_be_compressed_is_told_apart(string encoding)
    {
        using var node = CannedNode.Pretending(encoding, """{"jsonrpc":"2.0","id":0,"result":"0x7"}""");
        var exception = await Assert.ThrowsAsync<EvmRpcException>(() => Client(node).SendAsync(EvmRpcCalls.BlockNumber(), Token));
        Assert.Equal(EvmRpcFailure.InvalidAnswer, exception.Failure);
    }

    [Fact]
    public async Task A_revert_whose_words_are_no_text_is_a_revert()
    {
        using var node = CannedNode.Answering("""{"jsonrpc":"2.0","id":0,"error":{"code":3,"message":"execution reverted: \ud800","data":"0x08c379a0"}}""");
        var result = await Client(node).SendAsync(EvmRpcCalls.Call(new(default, default)), Token);
        Assert.Equal((false, "0x08c379a0"), (result.Succeeded, Hex.Encode(result.Data.Span)));
    }

    [Fact]
    public async Task A_result_that_is_none_leaves_the_others_theirs()
    {
        using var node = CannedNode.Answering("""[{"jsonrpc":"2.0","id":0,"result":"seven"},{"jsonrpc":"2.0","id":1,"result":"0x7"}]""");
        var (chain, block) = (EvmRpcCalls.ChainId(), EvmRpcCalls.BlockNumber());
        await Assert.ThrowsAsync<EvmRpcException>(() => Client(node).SendAsync([chain, block], Token));
        Assert.False(chain.IsCompleted);
        Assert.Equal(7UL, block.Result);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(307)]
    public async Task An_http_error_is_no_answer(int status)
    {
        using var node = CannedNode.Answering("""{"jsonrpc":"2.0","id":0,"result":"0x7"}""", status);
        var exception = await Assert.ThrowsAsync<EvmRpcException>(() => Client(node).SendAsync(EvmRpcCalls.BlockNumber(), Token));
        Assert.Equal(EvmRpcFailure.Unreachable, exception.Failure);
        Assert.DoesNotContain(node.Address.Authority, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_not_read()
    {
        using var node = CannedNode.Answering(new string(' ', 100_000));
        var client = EvmRpcClient.Create(new() { Endpoint = node.Address, MaxResponseBytes = 10_000 });
        var exception = await Assert.ThrowsAsync<EvmRpcException>(() => client.SendAsync(EvmRpcCalls.BlockNumber(), Token));
        Assert.Equal(EvmRpcFailure.InvalidAnswer, exception.Failure);
    }

    [Fact]
    public async Task A_silent_node_is_given_up()
    {
        using var node = CannedNode.Silent();
        var client = EvmRpcClient.Create(new() { Endpoint = node.Address, Timeout = TimeSpan.FromSeconds(2) });
        var exception = await Assert.ThrowsAsync<EvmRpcException>(() => client.SendAsync(EvmRpcCalls.BlockNumber(), Token));
        Assert.Equal((EvmRpcFailure.Timeout, false), (exception.Failure, exception.NotSent));
    }

    [Fact]
    public async Task A_caller_that_cancels_gets_a_cancellation()
    {
        using var node = CannedNode.Silent();
        using var cancellation = new CancellationTokenSource();
        var pending = Client(node).SendAsync(EvmRpcCalls.BlockNumber(), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task A_refused_connection_was_certainly_not_sent()
    {
        Uri closed;
        using (var node = CannedNode.Silent())
            closed = node.Address;
        var exception = await Assert.ThrowsAsync<EvmRpcException>(() => EvmRpcClient.Create(new() { Endpoint = closed }).SendAsync(EvmRpcCalls.BlockNumber(), Token));
        Assert.True(exception.NotSent);
    }

    [Fact]
    public async Task A_connection_that_is_reset_while_it_is_made_is_no_answer()
    {
        using var http = new HttpClient(new BrokenSocket());
        var client = new EvmRpcClient(http, new() { Endpoint = new Uri("http://127.0.0.1") });
        var exception = await Assert.ThrowsAsync<EvmRpcException>(() => client.SendAsync(EvmRpcCalls.BlockNumber(), Token));
        Assert.False(exception.NotSent);
    }

    // what SocketsHttpHandler throws when the other side is gone before it has asked for its address
    private sealed class BrokenSocket : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new SocketException((int)SocketError.NotConnected));
    }

    [Fact]
    public async Task More_calls_than_a_batch_takes_are_split()
    {
        using var node = CannedNode.Answering("""{"jsonrpc":"2.0","id":0,"result":"0x7"}""");
        var client = EvmRpcClient.Create(new() { Endpoint = node.Address, MaxBatchSize = 1 });
        EvmRpcCall<ulong>[] calls = [EvmRpcCalls.BlockNumber(), EvmRpcCalls.BlockNumber(), EvmRpcCalls.BlockNumber()];
        await client.SendAsync(calls, Token);
        Assert.All(calls, call => Assert.Equal(7UL, call.Result));
        Assert.Equal(3, node.Requests.Count);
    }

    private static EvmRpcClient Client(CannedNode node) => EvmRpcClient.Create(new() { Endpoint = node.Address });
}
