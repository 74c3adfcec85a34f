using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using X402.Evm;
using X402.Evm.Abi;
using X402.Evm.Schemes.Exact;
using X402.Facilitator.Tests.Hosting;
using X402.Payments;
using X402.Protocol;
using X402.Settlement;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>Settlements that were accepted and could not be sent, and whose callers are gone: the chain decides them, no clock of ours.</summary>
public sealed class AbandonedSettlementTests
{
    // longer than any payment here is valid
    private static readonly TimeSpan s_past = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_that_expired_before_there_was_gas_for_it_fails_and_is_never_sent()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await SetGasAsync(chain, 0);
        var time = new ShiftedTime();
        await using var host = await FacilitatorHost.StartAsync(chain, services: services => services.AddSingleton<TimeProvider>(time));
        var payer = new Payer(chain);
        var id = await AbandonAsync(chain, host, await payer.PayAsync());

        await chain.AdvanceTimeAsync(s_past, Cancellation);
        time.Ahead = s_past;
        var end = await EndOfAsync(host, id);
        await SetGasAsync(chain, ulong.MaxValue);

        Assert.Equal((SettlementState.Failed, "authorization_expired_unused"), (end.State, end.Reason));
        Assert.True((await host.Facilitator.SettleAsync(await payer.PayAsync(payer.Ask(maxTimeoutSeconds: 600)), Cancellation)).Success);
        Assert.Equal(1UL, await chain.TransactionsOfAsync(0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payment_whose_authorization_its_payer_cancelled_or_used_for_another_one_fails(bool isCancelled)
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await SetGasAsync(chain, 0);
        var time = new ShiftedTime();
        await using var host = await FacilitatorHost.StartAsync(chain, services: services => services.AddSingleton<TimeProvider>(time));
        var nonce = Hash32.Keccak("the same nonce twice"u8);
        var payer = new Payer(chain, nonces: new SameNonce(nonce));
        var id = await AbandonAsync(chain, host, await payer.PayAsync());

        if (isCancelled)
            await CancelAsync(chain, payer.Address, nonce);
        else
            await chain.SubmitAsync(await payer.PayAsync(payer.Ask(payTo: chain.Accounts[5].Address.ToString())));
        time.Ahead = s_past;
        var end = await EndOfAsync(host, id);

        Assert.Equal((SettlementState.Failed, "invalid_exact_evm_nonce_already_used"), (end.State, end.Reason));
        Assert.Equal(0UL, await chain.TransactionsOfAsync(0));
    }

    [Theory]
    [InlineData(false, "authorization_expired_unused")]
    [InlineData(true, "invalid_exact_evm_payload_authorization_valid_before")]
    public async Task A_settlement_that_is_asked_for_too_late_is_refused_with_the_proof_that_it_never_happened_where_there_is_one(bool happened, string reason)
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        var time = new ShiftedTime();
        await using var host = await FacilitatorHost.StartAsync(chain, services: services => services.AddSingleton<TimeProvider>(time));
        var payment = await new Payer(chain).PayAsync();
        // by hands this facilitator knows nothing of
        if (happened)
            await chain.SubmitAsync(payment);
        await chain.AdvanceTimeAsync(s_past, Cancellation);
        time.Ahead = s_past;

        Assert.Equal("invalid_exact_evm_payload_authorization_valid_before", (await host.Facilitator.VerifyAsync(payment, Cancellation)).InvalidReason);
        var receipt = await host.Facilitator.SettleAsync(payment, Cancellation);

        Assert.Equal((false, reason, ""), (receipt.Success, receipt.ErrorReason, receipt.Transaction));
    }

    private static async Task<PaymentId> AbandonAsync(AnvilProcess chain, FacilitatorHost host, FacilitatorRequest payment)
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var settling = host.Facilitator.SettleAsync(payment, caller.Token);
        var id = await host.WaitForAsync(chain, SettlementState.Accepted);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await settling);
        return id;
    }

    private static async Task<SettlementRecord> EndOfAsync(FacilitatorHost host, PaymentId id)
    {
        SettlementRecord? record = null;
        await Eventually.TrueAsync(async () => (record = await host.Journal.FindAsync(id, Cancellation)) is { } found && SettlementStateMachine.IsFinal(found.State));
        return record!;
    }

    private static async Task SetGasAsync(AnvilProcess chain, ulong wei) =>
        await chain.RpcAsync("anvil_setBalance", [chain.Accounts[0].Address.ToString(), $"0x{wei:x}"], Cancellation);

    private static async Task CancelAsync(AnvilProcess chain, EvmAddress payer, Hash32 nonce)
    {
        var typed = JsonNode.Parse($$"""
            {
              "types": {
                "EIP712Domain": [{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
                "CancelAuthorization": [{"name":"authorizer","type":"address"},{"name":"nonce","type":"bytes32"}]
              },
              "primaryType": "CancelAuthorization",
              "domain": {"name":"{{chain.Token.Eip712Name}}","version":"{{chain.Token.Eip712Version}}","chainId":{{chain.Network.Reference}},"verifyingContract":"{{chain.Token.Address}}"},
              "message": {"authorizer":"{{payer}}","nonce":"{{nonce}}"}
            }
            """)!;
        var signature = Hex.Decode((await chain.RpcAsync("eth_signTypedData_v4", [payer.ToString(), typed], Cancellation)).GetString()!);
        var selector = Hash32.Keccak("cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)"u8).ToArray().AsSpan(0, 4);
        var call = new AbiEncoder(selector).Address(payer).Bytes32(nonce).UInt256(signature[64])
            .Bytes32(new(signature.AsSpan(0, Hash32.Size))).Bytes32(new(signature.AsSpan(Hash32.Size, Hash32.Size)));
        await chain.SubmitAsync(payer, call.ToArray());
    }

    private sealed class SameNonce(Hash32 nonce) : IAuthorizationNonceSource
    {
        public Hash32 Create(PaymentRequirements requirements, PaymentRequired offer) => nonce;
    }
}
