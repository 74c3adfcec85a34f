using Microsoft.AspNetCore.Http;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Protocol;
using X402.TestSupport.Chain;

namespace X402.Client.Tests.Support;

/// <summary>A server that verifies and settles on a real chain.</summary>
#pragma warning disable CA1001 // a semaphore whose wait handle nobody asks for holds nothing
internal sealed class ChainShop(AnvilProcess chain)
#pragma warning restore CA1001
{
    private readonly ExactEvmVerifier _verifier = new(chain.Network, chain.Rpc, TimeProvider.System, new());
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>0.01 of the chain's token.</summary>
    public PaymentRequirements Offer { get; } = Offers.Cent with { Network = chain.Network.ToString(), Asset = chain.Token.Address, PayTo = chain.Accounts[1].Address.ToString() };

    public async Task ServeAsync(HttpContext context)
    {
        if (Shop.Payment(context.Request) is not { } payment)
        {
            await Shop.Ask(context, Offer);
            return;
        }
        // one after the other: a payment that comes twice is verified when the first one is on the chain, and not while it is sent
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            await SellAsync(context, payment);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task SellAsync(HttpContext context, PaymentPayload payment)
    {
        var verdict = await _verifier.VerifyAsync(new FacilitatorRequest(payment.X402Version, payment, Offer), context.RequestAborted);
        if (verdict.Payment is not { } verified || !verdict.IsValid)
        {
            await Shop.Ask(context, verdict.Reason?.Code, Offer);
            return;
        }
        var receipt = await SettleAsync(verified);
        await Shop.Deliver(context, payment, Shop.Receipt(payment) with { Transaction = receipt.TransactionHash.ToString() });
    }

    public async Task<TransactionReceipt> SettleAsync(ExactEvmPayment payment)
    {
        var call = ExactEvmSettlement.BuildCall(payment);
        var hash = await chain.SendAsync(chain.Accounts[0].Address, call.To, call.Data);
        var receipt = await chain.WaitForReceiptAsync(hash);
        Assert.Null(ExactEvmSettlement.CheckReceipt(receipt, payment));
        return receipt;
    }
}
