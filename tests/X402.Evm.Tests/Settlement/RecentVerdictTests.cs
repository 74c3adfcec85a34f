using Microsoft.Extensions.Time.Testing;
using X402.Assets;
using X402.Evm.Settlement;
using X402.Evm.Tests.Schemes.Exact;
using X402.TestSupport;

namespace X402.Evm.Tests.Settlement;

/// <summary>A settlement right behind its verification asks the chain once, and only then.</summary>
[Collection(ChainCollection.Name)]
public sealed class RecentVerdictTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly TestPayer _payer;
    private readonly CountingRpc _rpc;
    private readonly RecentVerdicts _verdicts;
    private readonly ExactEvmSettlementScheme _scheme;

    public RecentVerdictTests(AnvilFixture fixture)
    {
        _payer = new(fixture.Chain);
        _rpc = new(fixture.Chain.Rpc);
        _verdicts = new(_time);
        _scheme = new(fixture.Chain.Network, new(fixture.Chain.Network, _rpc, _time, new()), AssetRegistry.Default, _verdicts);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_that_was_just_found_valid_is_not_simulated_again()
    {
        var request = await _payer.PayAsync();
        Assert.True((await _scheme.VerifyAsync(request, Cancellation)).IsValid);
        var verdict = await _scheme.VerifyForSettlementAsync(request, Cancellation);

        Assert.True(verdict.IsValid);
        Assert.Equal(_payer.Account.Address.ToString(), verdict.Payer);
        Assert.Single(_rpc.Methods);
    }

    [Fact]
    public async Task A_verdict_counts_once()
    {
        var request = await _payer.PayAsync();
        await _scheme.VerifyAsync(request, Cancellation);
        await _scheme.VerifyForSettlementAsync(request, Cancellation);
        await _scheme.VerifyForSettlementAsync(request, Cancellation);

        Assert.Equal(2, _rpc.Methods.Count);
    }

    [Fact]
    public async Task A_verdict_grows_old()
    {
        var request = await _payer.PayAsync();
        await _scheme.VerifyAsync(request, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(3));
        await _scheme.VerifyForSettlementAsync(request, Cancellation);

        Assert.Equal(2, _rpc.Methods.Count);
    }

    [Fact]
    public async Task Verdicts_that_nobody_asks_for_are_forgotten()
    {
        for (var i = 0; i < 3; i++)
            await _scheme.VerifyAsync(await _payer.PayAsync(), Cancellation);
        Assert.Equal(3, _verdicts.Count);

        _time.Advance(TimeSpan.FromSeconds(3));
        for (var i = 0; i < 2; i++)
            await _scheme.VerifyAsync(await _payer.PayAsync(), Cancellation);

        Assert.Equal(2, _verdicts.Count);
    }

    [Fact]
    public async Task Another_payment_with_the_same_nonce_is_verified_itself()
    {
        var request = await _payer.PayAsync();
        await _scheme.VerifyAsync(request, Cancellation);
        var json = request.Payload.Payload.GetRawText().Replace(request.Payload.Payload.GetProperty("signature").GetString()![^10..], "0000000000", StringComparison.Ordinal);

        Assert.False((await _scheme.VerifyForSettlementAsync(request with { Payload = request.Payload with { Payload = TestPayer.Extra(json) } }, Cancellation)).IsValid);
        Assert.True(_rpc.Methods.Count > 1);
    }

    [Fact]
    public async Task What_the_request_itself_says_is_checked_all_the_same()
    {
        var request = await _payer.PayAsync();
        await _scheme.VerifyAsync(request, Cancellation);
        var dearer = request with { Requirements = request.Requirements with { Amount = "999999" } };

        Assert.False((await _scheme.VerifyForSettlementAsync(dearer, Cancellation)).IsValid);
    }
}
