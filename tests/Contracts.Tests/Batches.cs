using X402.Contracts.Tests.Token;
using X402.Evm;
using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Money;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests;

/// <summary>Multicall3: many payments in one transaction, each with a result of its own.</summary>
public class Batches(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static readonly CompiledContract Multicall = CompiledContract.Load("Multicall3");

    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly EvmAddress _relayer = anvil.Chain.Accounts[0].Address;
    private readonly EvmAddress _payee = Accounts.Fresh();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_that_fails_leaves_the_others_alone()
    {
        var good = await PaymentAsync(2, value: 100);
        var stolen = await PaymentAsync(3, value: 200, signer: 9);
        var last = await PaymentAsync(4, value: 400);
        var batch = Aggregate3(allowFailure: true, good, stolen, last);

        var results = await ResultsAsync(batch);
        await _chain.ExecuteAsync(_relayer, Multicall3.Address, batch, Cancel);

        Assert.Equal([true, false, true], results.Select(result => result.Succeeded));
        Assert.Equal("FiatTokenV2: invalid signature", RevertReason.Decode(results[1].Data.Span).Text);
        Assert.Equal(500UL, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Without_permission_to_fail_one_failure_takes_all_back()
    {
        var batch = Aggregate3(allowFailure: false, await PaymentAsync(2, 100), await PaymentAsync(3, 200, signer: 9));
        await _chain.AssertRevertsAsync("Multicall3: call failed", Multicall3.Address, batch, _relayer, Cancel);
    }

    [Fact]
    public async Task Try_aggregate_reports_failures_or_requires_success()
    {
        byte[][] calls = [await PaymentAsync(2, 100), await PaymentAsync(3, 200, signer: 9)];

        var results = await ResultsAsync(TryAggregate(requireSuccess: false, calls));

        Assert.Equal([true, false], results.Select(result => result.Succeeded));
        await _chain.AssertRevertsAsync("Multicall3: call failed", Multicall3.Address, TryAggregate(requireSuccess: true, calls), _relayer, Cancel);
    }

    [Fact]
    public async Task Reads_come_back_in_order()
    {
        var results = await ResultsAsync(Aggregate3(allowFailure: false, Eip3009Token.BalanceOf(_chain.Accounts[8].Address), Eip3009Token.DomainSeparator(), Eip3009Token.BalanceOf(_payee)));

        Assert.Equal(DevelopmentChain.StartingBalance, UInt256.FromBigEndian(results[0].Data.Span));
        Assert.Equal(UInt256.Zero, UInt256.FromBigEndian(results[2].Data.Span));
    }

    [Fact]
    public async Task It_knows_the_chain_it_is_on()
    {
        var answer = await _chain.CallAsync(Multicall3.Address, Multicall.Call("getChainId()").ToArray(), cancellationToken: Cancel);
        Assert.Equal(_chain.ChainId, UInt256.FromBigEndian(answer.Data.Span));
    }

    private async Task<byte[]> PaymentAsync(int payer, ulong value, int? signer = null)
    {
        var authorization = new TransferAuthorization(_chain.Accounts[payer].Address, _payee)
        {
            Value = value,
            Signer = _chain.Accounts[signer ?? payer].Address,
        };
        return authorization.Call(await authorization.SignAsync(_chain, Cancel), bytes: false);
    }

    private byte[] Aggregate3(bool allowFailure, params byte[][] calls) =>
        Multicall3.Aggregate3([.. calls.Select(call => new MulticallItem(_chain.TokenAddress, call, allowFailure))]);

    private byte[] TryAggregate(bool requireSuccess, byte[][] calls) => Multicall.Call("tryAggregate(bool,(address,bytes)[])")
        .Bool(requireSuccess)
        .Array([.. calls.Select(call => new AbiEncoder().Address(_chain.TokenAddress).Bytes(call))])
        .ToArray();

    private async Task<MulticallResult[]> ResultsAsync(byte[] batch)
    {
        var answer = await _chain.CallAsync(Multicall3.Address, batch, _relayer, Cancel);
        Assert.True(Multicall3.TryDecodeResults(answer.Data.Span, out var results));
        return results;
    }
}
