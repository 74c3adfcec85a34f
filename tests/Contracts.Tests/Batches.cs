using System.Numerics;
using X402.Contracts.Chain;
using X402.Contracts.Tests.Token;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests;

/// <summary>Multicall3: many payments in one transaction, each with a result of its own.</summary>
public class Batches(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static readonly CompiledContract Multicall = CompiledContract.Load("Multicall3");
    private static readonly CompiledContract Dollar = CompiledContract.Load("DevelopmentDollar");

    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly string _relayer = anvil.Chain.Accounts[0].Address;
    private readonly string _payee = Accounts.Fresh();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_that_fails_leaves_the_others_alone()
    {
        var good = await PaymentAsync(2, value: 100);
        var stolen = await PaymentAsync(3, value: 200, signer: _chain.Accounts[9].Address);
        var last = await PaymentAsync(4, value: 400);
        var batch = Aggregate3(allowFailure: true, good, stolen, last);

        var results = Results(await _chain.CallAsync(DevelopmentChain.Multicall3Address, batch, _relayer, Cancel));
        await _chain.ExecuteAsync(_relayer, DevelopmentChain.Multicall3Address, batch, Cancel);

        Assert.Equal([true, false, true], results.Select(result => result.Success));
        Assert.StartsWith("08c379a0", results[1].Data, StringComparison.Ordinal);
        Assert.Equal(500UL, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Without_permission_to_fail_one_failure_takes_all_back()
    {
        var batch = Aggregate3(allowFailure: false, await PaymentAsync(2, 100), await PaymentAsync(3, 200, _chain.Accounts[9].Address));
        await _chain.AssertRevertsAsync("Multicall3: call failed", DevelopmentChain.Multicall3Address, batch, _relayer, Cancel);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Try_aggregate_reports_or_requires_success(bool requireSuccess)
    {
        string[] calls = [Item(await PaymentAsync(2, 100)), Item(await PaymentAsync(3, 200, _chain.Accounts[9].Address))];
        var data = Multicall.Selector("tryAggregate(bool,(address,bytes)[])")
            + AbiHex.Word(requireSuccess ? 1 : 0) + AbiHex.Word(64) + AbiHex.Word(calls.Length) + AbiHex.Dynamic(calls);

        if (requireSuccess)
        {
            await _chain.AssertRevertsAsync("Multicall3: call failed", DevelopmentChain.Multicall3Address, data, _relayer, Cancel);
            return;
        }

        var results = Results(await _chain.CallAsync(DevelopmentChain.Multicall3Address, data, _relayer, Cancel));
        Assert.Equal([true, false], results.Select(result => result.Success));

        string Item(string call) => AbiHex.Address(_chain.Token.Address) + AbiHex.Word(64) + AbiHex.Bytes(call[2..]);
    }

    [Fact]
    public async Task Reads_come_back_in_order()
    {
        var balanceOf = Dollar.Selector("balanceOf(address)");
        var data = Aggregate3(allowFailure: false, balanceOf + AbiHex.Address(_chain.Accounts[8].Address), Dollar.Selector("decimals()"));

        var results = Results(await _chain.CallAsync(DevelopmentChain.Multicall3Address, data, cancellationToken: Cancel));

        Assert.Equal([AbiHex.Word((BigInteger)DevelopmentChain.StartingBalance), AbiHex.Word(6)], results.Select(result => result.Data));
    }

    [Fact]
    public async Task It_knows_the_chain_it_is_on()
    {
        var answer = await _chain.CallAsync(DevelopmentChain.Multicall3Address, Multicall.Selector("getChainId()"), cancellationToken: Cancel);
        Assert.Equal($"0x{AbiHex.Word(_chain.ChainId)}", answer);
    }

    private async Task<string> PaymentAsync(int payer, int value, string? signer = null)
    {
        var authorization = new TransferAuthorization(_chain.Accounts[payer].Address, _payee) { Value = value, Signer = signer };
        return authorization.CallWithVrs(await authorization.SignAsync(_chain, Cancel));
    }

    private string Aggregate3(bool allowFailure, params string[] calls)
    {
        var items = calls.Select(call =>
            AbiHex.Address(_chain.Token.Address) + AbiHex.Word(allowFailure ? 1 : 0) + AbiHex.Word(96) + AbiHex.Bytes(call[2..]));
        return Multicall.Selector("aggregate3((address,bool,bytes)[])")
            + AbiHex.Dynamic(AbiHex.Word(calls.Length) + AbiHex.Dynamic([.. items]));
    }

    /// <summary>Decodes <c>(bool success, bytes returnData)[]</c>.</summary>
    private static List<(bool Success, string Data)> Results(string answer)
    {
        var words = answer[2..].Chunk(64).Select(word => new string(word)).ToArray();
        var array = 1;
        var results = new List<(bool, string)>();
        for (var i = 0; i < Number(words[array]); i++)
        {
            var item = array + 1 + (Number(words[array + 1 + i]) / 32);
            var data = item + (Number(words[item + 1]) / 32);
            results.Add((Number(words[item]) == 1, string.Concat(words[(data + 1)..])[..(2 * Number(words[data]))]));
        }

        return results;
    }

    private static int Number(string word) => Convert.ToInt32(word[^8..], 16);
}
