using X402.Evm;
using X402.Evm.Rpc;
using X402.Money;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>EIP-3009 on a real chain: what is paid, and what is refused for which reason.</summary>
public class Authorized_transfers(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly EvmAddress _payer = anvil.Chain.Accounts[2].Address;
    private readonly EvmAddress _payee = Accounts.Fresh();
    private readonly EvmAddress _relayer = anvil.Chain.Accounts[0].Address;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<bool> BothForms => [false, true];

    [Theory, MemberData(nameof(BothForms))]
    public async Task An_authorization_moves_the_money_once(bool bytes)
    {
        var before = await _chain.BalanceOfAsync(_payer, cancellationToken: Cancel);
        var authorization = new TransferAuthorization(_payer, _payee);
        var call = await CallAsync(authorization, bytes);

        var receipt = await SettleAsync(call);

        Assert.Equal(10_000UL, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
        Assert.Equal(before - 10_000UL, await _chain.BalanceOfAsync(_payer, cancellationToken: Cancel));
        Assert.True(await _chain.IsAuthorizationUsedAsync(_payer, authorization.Nonce, cancellationToken: Cancel));
        Assert.Equal([EventTopics.AuthorizationUsed, EventTopics.Transfer], EventTopics.Of(receipt));
        await AssertRefusedAsync("FiatTokenV2: authorization is used or canceled", call);
    }

    [Fact]
    public async Task A_replay_in_the_other_form_is_refused()
    {
        var authorization = new TransferAuthorization(_payer, _payee);
        var signature = await authorization.SignAsync(_chain, Cancel);
        await SettleAsync(authorization.Call(signature, bytes: false));

        await AssertRefusedAsync("FiatTokenV2: authorization is used or canceled", authorization.Call(signature, bytes: true));
    }

    [Theory, MemberData(nameof(BothForms))]
    public async Task An_expired_authorization_is_refused(bool bytes)
    {
        var now = (ulong)(await _chain.TimeAsync(Cancel)).ToUnixTimeSeconds();
        await AssertRefusedAsync("FiatTokenV2: authorization is expired", await CallAsync(new(_payer, _payee) { ValidBefore = now }, bytes));
    }

    [Theory, MemberData(nameof(BothForms))]
    public async Task An_authorization_of_the_future_is_refused_until_its_time_has_come(bool bytes)
    {
        var start = (ulong)(await _chain.TimeAsync(Cancel)).AddHours(1).ToUnixTimeSeconds();
        var call = await CallAsync(new(_payer, _payee) { ValidAfter = start }, bytes);
        await AssertRefusedAsync("FiatTokenV2: authorization is not yet valid", call);

        await _chain.AdvanceTimeAsync(TimeSpan.FromHours(2), Cancel);
        await SettleAsync(call);
    }

    [Theory, MemberData(nameof(BothForms))]
    public async Task A_signature_with_high_s_is_refused(bool bytes)
    {
        var authorization = new TransferAuthorization(_payer, _payee);
        var twin = Signature.WithHighS(await authorization.SignAsync(_chain, Cancel));
        await AssertRefusedAsync("ECRecover: invalid signature 's' value", authorization.Call(twin, bytes));
    }

    [Theory]
    [InlineData(0, false), InlineData(1, false), InlineData(26, false), InlineData(29, false)]
    [InlineData(0, true), InlineData(1, true), InlineData(255, true)]
    public async Task A_v_other_than_27_or_28_is_refused(int v, bool bytes)
    {
        var authorization = new TransferAuthorization(_payer, _payee);
        var signature = Signature.WithV(await authorization.SignAsync(_chain, Cancel), v);
        await AssertRefusedAsync("ECRecover: invalid signature 'v' value", authorization.Call(signature, bytes));
    }

    [Theory, MemberData(nameof(BothForms))]
    public async Task The_other_v_is_another_signer(bool bytes)
    {
        var authorization = new TransferAuthorization(_payer, _payee);
        var signature = await authorization.SignAsync(_chain, Cancel);
        var flipped = Signature.WithV(signature, 55 - Signature.V(signature));
        await AssertRefusedAsync("FiatTokenV2: invalid signature", authorization.Call(flipped, bytes));
    }

    [Theory]
    [InlineData(0), InlineData(64), InlineData(66)]
    public async Task A_signature_of_another_length_is_refused(int length)
    {
        var authorization = new TransferAuthorization(_payer, _payee);
        var signature = await authorization.SignAsync(_chain, Cancel);
        Array.Resize(ref signature, length);
        await AssertRefusedAsync("ECRecover: invalid signature length", authorization.Call(signature, bytes: true));
    }

    [Theory, MemberData(nameof(BothForms))]
    public async Task Somebody_elses_signature_is_refused(bool bytes) =>
        await AssertRefusedAsync("FiatTokenV2: invalid signature", await CallAsync(new(_payer, _payee) { Signer = _chain.Accounts[3].Address }, bytes));

    [Fact]
    public async Task What_was_not_signed_is_refused()
    {
        var authorization = new TransferAuthorization(_payer, _payee);
        var signature = await authorization.SignAsync(_chain, Cancel);

        await AssertRefusedAsync("FiatTokenV2: invalid signature", (authorization with { Value = 10_001UL }).Call(signature, bytes: false));
        await AssertRefusedAsync("FiatTokenV2: invalid signature", (authorization with { To = _relayer }).Call(signature, bytes: false));
        await AssertRefusedAsync("FiatTokenV2: invalid signature", (authorization with { ValidBefore = 4_000_000_001 }).Call(signature, bytes: false));
        await AssertRefusedAsync("FiatTokenV2: invalid signature", (authorization with { Type = "ReceiveWithAuthorization" }).Call(signature, bytes: false), from: _payee);
    }

    [Theory, MemberData(nameof(BothForms))]
    public async Task More_than_the_payer_has_is_refused_and_uses_nothing_up(bool bytes)
    {
        var authorization = new TransferAuthorization(_payer, _payee) { Value = UInt256.MaxValue };
        await AssertRefusedAsync("ERC20: transfer amount exceeds balance", await CallAsync(authorization, bytes));
        Assert.False(await _chain.IsAuthorizationUsedAsync(_payer, authorization.Nonce, cancellationToken: Cancel));
    }

    [Theory, MemberData(nameof(BothForms))]
    public async Task Only_the_payee_may_receive_with_an_authorization(bool bytes)
    {
        var payee = _chain.Accounts[1].Address;
        var call = await CallAsync(new(_payer, payee) { Type = "ReceiveWithAuthorization" }, bytes);
        await AssertRefusedAsync("FiatTokenV2: caller must be the payee", call);

        var before = await _chain.BalanceOfAsync(payee, cancellationToken: Cancel);
        await SettleAsync(call, from: payee);
        Assert.Equal(before + 10_000UL, await _chain.BalanceOfAsync(payee, cancellationToken: Cancel));
    }

    [Theory, MemberData(nameof(BothForms))]
    public async Task A_cancelled_authorization_is_refused(bool bytes)
    {
        var authorization = new TransferAuthorization(_payer, _payee);
        var payment = await CallAsync(authorization, bytes);

        var receipt = await SettleAsync(await Cancellation.CallAsync(_chain, _payer, authorization.Nonce, bytes, Cancel));

        Assert.Equal([EventTopics.AuthorizationCanceled], EventTopics.Of(receipt));
        Assert.True(await _chain.IsAuthorizationUsedAsync(_payer, authorization.Nonce, cancellationToken: Cancel));
        await AssertRefusedAsync("FiatTokenV2: authorization is used or canceled", payment);
        Assert.Equal(UInt256.Zero, await _chain.BalanceOfAsync(_payee, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Only_the_payer_cancels()
    {
        var authorization = new TransferAuthorization(_payer, _payee);
        var call = await Cancellation.CallAsync(_chain, _payer, authorization.Nonce, bytes: false, Cancel, signer: _chain.Accounts[3].Address);
        await AssertRefusedAsync("FiatTokenV2: invalid signature", call);
    }

    private async Task<byte[]> CallAsync(TransferAuthorization authorization, bool bytes) =>
        authorization.Call(await authorization.SignAsync(_chain, Cancel), bytes);

    private Task<TransactionReceipt> SettleAsync(byte[] call, EvmAddress? from = null) =>
        _chain.ExecuteAsync(from ?? _relayer, _chain.TokenAddress, call, Cancel);

    private Task AssertRefusedAsync(string reason, byte[] call, EvmAddress? from = null) =>
        _chain.AssertRevertsAsync(reason, _chain.TokenAddress, call, from ?? _relayer, Cancel);
}
