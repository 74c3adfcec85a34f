using System.Net;
using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Evm.TypedData;
using X402.Protocol;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Evm.Tests.Schemes.Exact;

/// <summary>What only the chain knows: balances, used nonces, tokens that misbehave, payers that are contracts.</summary>
[Collection(ChainCollection.Name)]
public class ExactEvmVerifierOnChainTests(AnvilFixture fixture)
{
    private readonly TestPayer _payer = new(fixture.Chain, account: 3);

    private AnvilProcess Chain => fixture.Chain;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_settled_payment_cannot_be_verified_again()
    {
        var request = await _payer.PayAsync();
        var verdict = await VerifyAsync(request);
        var receipt = await SettleAsync(verdict.Payment!);
        Assert.Null(ExactEvmSettlement.CheckReceipt(receipt, verdict.Payment!));
        await AssertRefusedAsync(request, "invalid_exact_evm_nonce_already_used");
    }

    [Fact]
    public async Task A_payer_without_money_is_refused() =>
        await AssertRefusedAsync(await _payer.PayAsync(_payer.Require(price: "$1000000")), "invalid_exact_evm_insufficient_balance");

    [Fact]
    public async Task A_token_without_code_is_refused() =>
        await AssertRefusedAsync(await _payer.PayAsync(_payer.Require(EvmAddress.Parse("0x00000000000000000000000000000000000dEaD1"))), "asset_not_deployed_contract");

    [Fact]
    public async Task A_contract_that_is_no_token_is_refused() =>
        await AssertRefusedAsync(await _payer.PayAsync(_payer.Require(Multicall3.Address)), "invalid_exact_evm_eip3009_not_supported");

    [Fact]
    public async Task A_token_that_reverts_is_refused()
    {
        var token = await FundedTokenAsync("RevertingDollar");
        await Chain.SendAsync(_payer.Account.Address, token, new AbiEncoder(Selector("setPaused(bool)")).Bool(true).ToArray(), Token);
        await Chain.MineAsync(cancellationToken: Token);
        var verdict = await AssertRefusedAsync(await _payer.PayAsync(_payer.Require(token)), "invalid_exact_evm_transaction_simulation_failed");
        Assert.Contains("custom error 0x", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_moves_nothing_is_refused() =>
        await AssertRefusedAsync(await _payer.PayAsync(_payer.Require(await FundedTokenAsync("SilentDollar"))), "invalid_exact_evm_transaction_simulation_failed");

    [Fact]
    public async Task A_token_that_takes_a_fee_is_refused() =>
        await AssertRefusedAsync(await _payer.PayAsync(_payer.Require(await FundedTokenAsync("FeeTakingDollar"))), "invalid_exact_evm_transaction_simulation_failed");

    [Theory]
    [InlineData("Other Dollar", "1", "invalid_exact_evm_token_name_mismatch")]
    [InlineData("X402 Development Dollar", "9", "invalid_exact_evm_token_version_mismatch")]
    public async Task A_wrong_domain_is_told_by_the_token(string name, string version, string reason)
    {
        var request = await _payer.PayAsync();
        var payload = TestPayer.Read(request);
        using var signer = _payer.Signer();
        var signature = await signer.SignAsync(new Eip712Domain(name, version, Chain.ChainId, EvmAddress.Parse(Chain.Token.Address)), payload.Authorization, Token);
        var changed = TestPayer.Require(TestPayer.Replace(request, payload with { Signature = signature }), requirements => requirements with { Extra = TestPayer.Extra($$"""{"name":"{{name}}","version":"{{version}}"}""") });
        await AssertRefusedAsync(changed, reason);
    }

    [Fact]
    public async Task A_contract_wallet_pays_with_what_its_code_accepts()
    {
        var wallet = await FundedWalletAsync(await Chain.DeployWalletAsync(_payer.Account.Address, Token));
        var verdict = await VerifyAsync(await PayFromAsync(wallet));
        Assert.True(verdict.IsValid, $"{verdict.Reason} {verdict.Message}");
        Assert.Null(ExactEvmSettlement.CheckReceipt(await SettleAsync(verdict.Payment), verdict.Payment));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_contract_wallet_that_refuses_does_not_pay(int manner)
    {
        var wallet = await FundedWalletAsync(await Chain.DeployAsync("RefusingWallet", new AbiEncoder().UInt256((ulong)manner), Token));
        await AssertRefusedAsync(await PayFromAsync(wallet), "invalid_exact_evm_signature");
    }

    [Fact]
    public async Task A_wallet_that_burns_all_gas_is_refused()
    {
        // JUMPDEST PUSH1 0 JUMP: an endless loop
        var wallet = await FundedWalletAsync(await Chain.DeployWalletAsync(_payer.Account.Address, Token));
        await Chain.SetCodeAsync(wallet, new byte[] { 0x5b, 0x60, 0x00, 0x56 }, Token);
        await AssertRefusedAsync(await PayFromAsync(wallet), "invalid_exact_evm_signature");
    }

    [Fact]
    public async Task A_delegated_account_pays_if_its_delegate_accepts()
    {
        var payer = new TestPayer(Chain, account: 7);
        var ownKey = await Chain.DeployAsync("ContractWallet", new AbiEncoder().UInt256(0UL), Token);
        await Chain.DelegateAsync(payer.Account.Address, ownKey, Token);
        Assert.True((await VerifyAsync(await payer.PayAsync())).IsValid);
        await Chain.SetCodeAsync(payer.Account.Address, default, Token);
    }

    [Fact]
    public async Task A_delegated_account_does_not_pay_by_its_key_if_its_delegate_refuses()
    {
        var payer = new TestPayer(Chain, account: 8);
        await Chain.DelegateAsync(payer.Account.Address, await Chain.DeployAsync("RefusingWallet", new AbiEncoder().UInt256(0UL), Token), Token);
        await AssertRefusedAsync(await payer.PayAsync(), "invalid_exact_evm_signature");
        await Chain.SetCodeAsync(payer.Account.Address, default, Token);
    }

    [Fact]
    public async Task A_wallet_that_is_not_deployed_needs_an_allowed_factory()
    {
        var (request, factory) = await PayFromUndeployedAsync();
        await AssertRefusedAsync(request, "eip6492_factory_not_allowed");

        var verdict = await VerifyAsync(request, new() { AllowedFactories = new HashSet<EvmAddress> { factory } });
        Assert.True(verdict.IsValid, $"{verdict.Reason} {verdict.Message}");
        Assert.Null(ExactEvmSettlement.CheckReceipt(await SettleAsync(verdict.Payment), verdict.Payment));
    }

    [Fact]
    public async Task An_allowed_factory_does_not_make_a_foreign_signature_valid()
    {
        var (request, factory) = await PayFromUndeployedAsync(signAs: 5);
        await AssertRefusedAsync(request, "invalid_exact_evm_signature", new() { AllowedFactories = new HashSet<EvmAddress> { factory } });
    }

    [Fact]
    public async Task A_wrapped_signature_of_a_deployed_wallet_is_unwrapped()
    {
        var wallet = await FundedWalletAsync(await Chain.DeployWalletAsync(_payer.Account.Address, Token));
        var request = await PayFromAsync(wallet);
        var payload = TestPayer.Read(request);
        var wrapped = TestPayer.Replace(request, payload with { Signature = Wrap(Multicall3.Address, [1, 2, 3, 4], payload.Signature.Span) });
        var verdict = await VerifyAsync(wrapped);
        Assert.True(verdict.IsValid, $"{verdict.Reason} {verdict.Message}");
        Assert.Null(verdict.Payment.Deployment);
    }

    [Fact]
    public async Task A_chain_without_multicall_is_served_too()
    {
        var options = new ExactEvmVerifierOptions { HasMulticall = false };
        Assert.True((await VerifyAsync(await _payer.PayAsync(), options)).IsValid);
        await AssertRefusedAsync(await _payer.PayAsync(_payer.Require(EvmAddress.Parse("0x00000000000000000000000000000000000dEaD2"))), "asset_not_deployed_contract", options);
        await AssertRefusedAsync(await _payer.PayAsync(_payer.Require(price: "$1000000")), "invalid_exact_evm_insufficient_balance", options);
    }

    [Fact]
    public async Task A_chain_that_cannot_be_asked_never_makes_a_payment_valid()
    {
        using var http = new HttpClient();
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var closed = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        var rpc = new EvmRpcClient(http, new() { Endpoint = closed });
        var verdict = await new ExactEvmVerifier(Chain.Network, rpc, TimeProvider.System, new()).VerifyAsync(await _payer.PayAsync(), Token);
        Assert.False(verdict.IsValid);
        Assert.Equal("network_unavailable", verdict.Reason.Value.Code);
        Assert.DoesNotContain("127.0.0.1", verdict.ToResponse().InvalidMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_payments_settle_in_one_transaction_each_for_itself()
    {
        var first = (await VerifyAsync(await _payer.PayAsync())).Payment!;
        var second = (await VerifyAsync(await _payer.PayAsync())).Payment!;
        var spoiled = second with { Authorization = second.Authorization with { Nonce = Hash32.Keccak("another"u8) } };
        var receipt = await SendAsync(ExactEvmSettlement.BuildCall([first, spoiled, second]));
        var reasons = ExactEvmSettlement.CheckReceipt(receipt, [first, spoiled, second]);
        Assert.Equal([null, "invalid_exact_evm_transaction_failed", null], reasons.Select(reason => reason?.Code));
    }

    [Fact]
    public async Task A_receipt_without_the_exact_transfer_proves_nothing()
    {
        var token = await FundedTokenAsync("SilentDollar");
        var request = await _payer.PayAsync(_payer.Require(token));
        var payment = new ExactEvmVerifier(Chain.Network, Chain.Rpc, TimeProvider.System, new()).Check(request).Payment!;
        var receipt = await SettleAsync(payment);
        Assert.True(receipt.Succeeded);
        Assert.Equal("invalid_exact_evm_transfer_event_mismatch", ExactEvmSettlement.CheckReceipt(receipt, payment)?.Code);
    }

    private async Task<(FacilitatorRequest Request, EvmAddress Factory)> PayFromUndeployedAsync(int signAs = 3)
    {
        var factory = await Chain.DeployAsync("ContractWalletFactory", cancellationToken: Token);
        var owner = new AbiEncoder().Address(_payer.Account.Address).Bytes32(Hash32.Keccak("salt"u8)).ToArray();
        var answer = await Chain.CallAsync(factory, (byte[])[.. Selector("addressOf(address,bytes32)"), .. owner], cancellationToken: Token);
        var wallet = await FundedWalletAsync(new EvmAddress(answer.Data.Span[12..]));
        var request = await PayFromAsync(wallet, signAs);
        var payload = TestPayer.Read(request);
        var wrapped = Wrap(factory, [.. Selector("deploy(address,bytes32)"), .. owner], payload.Signature.Span);
        return (TestPayer.Replace(request, payload with { Signature = wrapped }), factory);
    }

    private Task<FacilitatorRequest> PayFromAsync(EvmAddress wallet, int signAs = 3) =>
        _payer.PayAsync(signer: new WalletSigner(wallet, PrivateKeySigner.FromHex(Chain.Accounts[signAs].PrivateKey)));

    private async Task<EvmAddress> FundedWalletAsync(EvmAddress wallet)
    {
        await Chain.MintAsync(wallet, 1_000_000UL, cancellationToken: Token);
        return wallet;
    }

    private async Task<EvmAddress> FundedTokenAsync(string contract)
    {
        var token = await Chain.DeployTokenAsync(contract, Token);
        await Chain.MintAsync(_payer.Account.Address, 1_000_000UL, token, Token);
        return token;
    }

    private Task<TransactionReceipt> SettleAsync(ExactEvmPayment payment) => SendAsync(ExactEvmSettlement.BuildCall(payment));

    private async Task<TransactionReceipt> SendAsync(SettlementCall call)
    {
        // an account of its own, and no estimate: a settlement that does nothing must still be mined
        var send = EvmRpcCalls.Custom(
            "eth_sendTransaction",
            $$"""[{"from":"{{Chain.Accounts[0].Address}}","to":"{{call.To}}","gas":"{{Hex.EncodeQuantity(call.GasLimit)}}","data":"{{Hex.Encode(call.Data.Span)}}"}]""",
            result => Hash32.Parse(result.GetString()));
        var hash = await Chain.Rpc.SendAsync(send, Token);
        return await Chain.WaitForReceiptAsync(hash, Token);
    }

    private async Task<ExactEvmVerdict> VerifyAsync(FacilitatorRequest request, ExactEvmVerifierOptions? options = null) =>
        await new ExactEvmVerifier(Chain.Network, Chain.Rpc, TimeProvider.System, options ?? new()).VerifyAsync(request, Token);

    private async Task<ExactEvmVerdict> AssertRefusedAsync(FacilitatorRequest request, string reason, ExactEvmVerifierOptions? options = null)
    {
        var verdict = await VerifyAsync(request, options);
        Assert.False(verdict.IsValid);
        Assert.Equal($"{reason}: {verdict.Message}", $"{verdict.Reason}: {verdict.Message}");
        return verdict;
    }

    private static byte[] Wrap(EvmAddress factory, byte[] call, ReadOnlySpan<byte> inner) =>
        [.. new AbiEncoder().Address(factory).Bytes(call).Bytes(inner).ToArray(), .. Erc6492.Magic];

    private static byte[] Selector(string signature) => Hash32.Keccak(System.Text.Encoding.ASCII.GetBytes(signature)).ToArray()[..4];

    private sealed class WalletSigner(EvmAddress wallet, PrivateKeySigner owner) : IEvmSigner
    {
        public EvmAddress Address => wallet;

        public ValueTask<byte[]> SignAsync(Eip712Domain domain, IEip712Message message, CancellationToken cancellationToken) =>
            owner.SignAsync(domain, message, cancellationToken);
    }
}
