using System.Globalization;
using Grpc.Net.Client;
using X402.EndToEnd.Tests.Support;
using X402.Grpc;
using X402.Protocol;
using X402.Reasons;
using X402.TestSupport.Processes;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Wires;

/// <summary>The facilitator's second wire, by the same program that serves HTTP (with <c>X402_AOT=1</c> the native one).</summary>
[Collection(nameof(WorldCollection))]
public sealed class FacilitatorOverGrpcTests(World world)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_payment_is_verified_and_settled_once(int version)
    {
        var port = FreePort.Next();
        await using var facilitator = await ServiceProcess.StartAsync("Facilitator", PaymentStack.FacilitatorSettings(world.Chain, world.Stack.Redis, new Dictionary<string, string?>
        {
            ["Facilitator__GrpcPort"] = port.ToString(CultureInfo.InvariantCulture),
            // the stack's own facilitator holds the first account
            ["Facilitator__Networks__0__RelayerKeys__0"] = world.Chain.Accounts[6].PrivateKey,
        }), Cancellation);
        using var channel = GrpcChannel.ForAddress(new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"));
        var overGrpc = new GrpcFacilitator(channel.CreateCallInvoker(), TimeProvider.System);
        using var buyer = await world.NewBuyerAsync();
        var offer = await Buyer.AskAsync(world.Http, world.Weather, Cancellation);
        var payment = await buyer.SignAsync(offer, version, cancellationToken: Cancellation);
        var request = new FacilitatorRequest(version, payment, offer.Accepts[0]);
        var income = await world.IncomeAsync();

        Assert.True((await overGrpc.VerifyAsync(request, Cancellation)).IsValid);
        var receipts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => overGrpc.SettleAsync(request, Cancellation)));

        Assert.All(receipts, static receipt => Assert.True(receipt.Success, receipt.ErrorReason));
        Assert.Single(receipts.Select(static receipt => receipt.Transaction).Distinct());
        Assert.Equal(income + World.Price, await world.IncomeAsync());
        Assert.Equal(PaymentReasons.ExactEvmNonceAlreadyUsed.Code, (await overGrpc.VerifyAsync(request, Cancellation)).InvalidReason);
    }
}
