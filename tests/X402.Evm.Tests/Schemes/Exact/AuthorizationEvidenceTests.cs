using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Networks;
using X402.Protocol;
using X402.Schemes;
using X402.TestSupport.Chain;

namespace X402.Evm.Tests.Schemes.Exact;

/// <summary>Each test has a chain of its own, since one of them moves its clock.</summary>
public sealed class AuthorizationEvidenceTests : IAsyncLifetime
{
    // Anvil calls a block final once 64 others are on top of it
    private const int BlocksToFinality = 70;
    private TestPayer _payer = null!;

    private AnvilProcess Chain { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chain = await AnvilProcess.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _payer = new(Chain);
    }

    public ValueTask DisposeAsync() => Chain.DisposeAsync();

    [Fact]
    public async Task A_payment_is_pending_until_it_is_settled()
    {
        var (client, request, identity) = await PayAsync();
        Assert.Equal(AuthorizationFate.Pending, await client.FindAsync(identity, TestContext.Current.CancellationToken));

        var payload = TestPayer.Read(request);
        var hash = await Chain.SendAsync(
            Chain.Accounts[0].Address, Chain.TokenAddress, Eip3009Token.TransferWithAuthorization(payload.Authorization, payload.Signature.Span), TestContext.Current.CancellationToken);
        await Chain.WaitForReceiptAsync(hash, TestContext.Current.CancellationToken);
        Assert.Equal(AuthorizationFate.Settled, await client.FindAsync(identity, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_payment_is_void_only_when_a_final_block_is_past_its_end()
    {
        var (client, _, identity) = await PayAsync();
        await Chain.AdvanceTimeAsync(TimeSpan.FromSeconds(400), TestContext.Current.CancellationToken);
        Assert.Equal(AuthorizationFate.Pending, await client.FindAsync(identity, TestContext.Current.CancellationToken));
        await Chain.MineAsync(BlocksToFinality, TestContext.Current.CancellationToken);
        Assert.Equal(AuthorizationFate.Void, await client.FindAsync(identity, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_a_chain_nothing_is_known()
    {
        var (_, _, identity) = await PayAsync();
        using var signer = _payer.Signer();
        Assert.Equal(AuthorizationFate.Unknown, await new ExactEvmClient(signer, TimeProvider.System, new()).FindAsync(identity, TestContext.Current.CancellationToken));
        var deaf = EvmRpcClient.Create(new() { Endpoint = new("http://127.0.0.1:1") });
        var unreachable = new ExactEvmClient(signer, TimeProvider.System, new() { Chains = new Dictionary<NetworkId, IEvmRpc> { [Chain.Network] = deaf } });
        Assert.Equal(AuthorizationFate.Unknown, await unreachable.FindAsync(identity, TestContext.Current.CancellationToken));
    }

    private async Task<(ExactEvmClient Client, FacilitatorRequest Request, PaymentIdentity Identity)> PayAsync()
    {
        var request = await _payer.PayAsync();
        var client = new ExactEvmClient(_payer.Signer(), TimeProvider.System, new() { Chains = new Dictionary<NetworkId, IEvmRpc> { [Chain.Network] = Chain.Rpc } });
        return (client, request, ExactScheme.Identify(request.Requirements.Network, Chain.TokenAddress, TestPayer.Read(request).Authorization));
    }
}
