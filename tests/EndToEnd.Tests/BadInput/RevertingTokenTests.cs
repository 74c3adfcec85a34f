using System.Net;
using X402.Contracts;
using X402.EndToEnd.Tests.Support;
using X402.Protocol;
using X402.Reasons;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.BadInput;

/// <summary>The token itself refuses: before the work it costs nobody anything; after it the resource stays here.</summary>
[Collection(nameof(WorldCollection))]
public sealed class RevertingTokenTests(World world) : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // balances and used nonces stay
    public async ValueTask InitializeAsync() => await world.Chain.ReplaceTokenAsync("RevertingDollar", Cancellation);

    public async ValueTask DisposeAsync()
    {
        await PauseAsync(false);
        await world.Chain.ReplaceTokenAsync("DevelopmentDollar", CancellationToken.None);
    }

    [Fact]
    public async Task It_is_found_out_before_any_work()
    {
        using var buyer = await world.NewBuyerAsync();
        var payment = await SignAsync(buyer);
        await PauseAsync(true);

        using var answer = await Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);

        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        Assert.Equal(PaymentReasons.ExactEvmSimulationFailed.Code, OfferOf(answer).Error);
        Assert.Null(Buyer.ReceiptOf(answer));
        Assert.DoesNotContain(world.Proxy.About(Buyer.Read(payment).Authorization.Nonce.ToString()), exchange => exchange.Path == "/settle");
        Assert.Equal<Money.UInt256>(World.Funds, await buyer.BalanceAsync(Cancellation));
    }

    [Fact]
    public async Task A_transfer_that_fails_after_the_work_delivers_nothing_and_says_so()
    {
        using var buyer = await world.NewBuyerAsync();
        var payment = await SignAsync(buyer);
        world.Proxy.Asking = path => path == "/settle" ? PauseAsync(true) : Task.CompletedTask;
        try
        {
            using var answer = await Buyer.SendAsync(world.Http, world.Weather, payment, Cancellation);

            Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
            Assert.DoesNotContain(World.Goods, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            var receipt = Buyer.ReceiptOf(answer)!;
            Assert.False(receipt.Success);
            Assert.Equal(OfferOf(answer).Error, receipt.ErrorReason);
            Assert.StartsWith("invalid_exact_evm_transaction_", receipt.ErrorReason, StringComparison.Ordinal);
        }
        finally
        {
            world.Proxy.Asking = null;
        }
        Assert.Equal<Money.UInt256>(World.Funds, await buyer.BalanceAsync(Cancellation));
    }

    private async Task<PaymentPayload> SignAsync(Buyer buyer) =>
        await buyer.SignAsync(await Buyer.AskAsync(world.Http, world.Weather, Cancellation), cancellationToken: Cancellation);

    private static PaymentRequired OfferOf(HttpResponseMessage answer)
    {
        Assert.True(PaymentCodec.TryDecodePaymentRequiredHeader(answer.Headers.GetValues(PaymentHeaders.PaymentRequired).Single(), out var offer, out var detail), detail);
        return offer;
    }

    private async Task PauseAsync(bool paused)
    {
        var call = CompiledContract.Load("RevertingDollar").Call("setPaused(bool)").UInt256(paused ? 1UL : 0UL).ToArray();
        await world.Chain.WaitForReceiptAsync(await world.Chain.SendAsync(world.Chain.Accounts[8].Address, world.Chain.TokenAddress, call, CancellationToken.None), CancellationToken.None);
    }
}
