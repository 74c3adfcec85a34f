using System.Text.Json.Nodes;
using X402.Evm;
using X402.Evm.Abi;
using X402.Money;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>EIP-2612: allowances by signature, and what spending them does.</summary>
public class Permits(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static readonly CompiledContract Dollar = CompiledContract.Load("DevelopmentDollar");

    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly EvmAddress _owner = anvil.Chain.Accounts[2].Address;
    private readonly EvmAddress _spender = anvil.Chain.Accounts[1].Address;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_permit_allows_spending_once(bool bytes)
    {
        var permit = await PermitAsync(bytes, value: 500);
        await _chain.ExecuteAsync(_spender, _chain.TokenAddress, permit, Cancel);
        Assert.Equal(500UL, await AllowanceAsync());

        var payee = Accounts.Fresh();
        await _chain.ExecuteAsync(_spender, _chain.TokenAddress, TransferFrom(payee, 500), Cancel);

        Assert.Equal(500UL, await _chain.BalanceOfAsync(payee, cancellationToken: Cancel));
        await AssertRefusedAsync("ERC20: transfer amount exceeds allowance", TransferFrom(payee, 1));
        await AssertRefusedAsync("EIP2612: invalid signature", permit);
    }

    [Fact]
    public async Task An_expired_permit_is_refused()
    {
        var past = (ulong)(await _chain.TimeAsync(Cancel)).ToUnixTimeSeconds() - 1;
        await AssertRefusedAsync("FiatTokenV2: permit is expired", await PermitAsync(bytes: false, value: 1, deadline: past));
    }

    [Fact]
    public async Task A_strangers_permit_is_refused() =>
        await AssertRefusedAsync("EIP2612: invalid signature", await PermitAsync(bytes: true, value: 1, signer: _chain.Accounts[3].Address));

    private async Task<byte[]> PermitAsync(bool bytes, ulong value, ulong deadline = 4_000_000_000, EvmAddress? signer = null)
    {
        var nonce = await ReadAsync(Dollar.Call("nonces(address)").Address(_owner));
        var typedData = TypedData.Of(_chain, "Permit", "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline", new JsonObject
        {
            ["owner"] = _owner.ToString(),
            ["spender"] = _spender.ToString(),
            ["value"] = value,
            ["nonce"] = nonce.ToString(),
            ["deadline"] = deadline,
        });
        var signature = await _chain.SignTypedDataAsync(signer ?? _owner, typedData, Cancel);
        return Dollar.Call($"permit(address,address,uint256,uint256,{(bytes ? "bytes" : "uint8,bytes32,bytes32")})")
            .Address(_owner).Address(_spender).UInt256(value).UInt256(deadline).Signed(signature, bytes)
            .ToArray();
    }

    private byte[] TransferFrom(EvmAddress payee, ulong value) =>
        Dollar.Call("transferFrom(address,address,uint256)").Address(_owner).Address(payee).UInt256(value).ToArray();

    private Task<UInt256> AllowanceAsync() => ReadAsync(Dollar.Call("allowance(address,address)").Address(_owner).Address(_spender));

    private async Task<UInt256> ReadAsync(AbiEncoder call)
    {
        var answer = await _chain.CallAsync(_chain.TokenAddress, call.ToArray(), cancellationToken: Cancel);
        return UInt256.FromBigEndian(answer.Data.Span);
    }

    private Task AssertRefusedAsync(string reason, byte[] call) =>
        _chain.AssertRevertsAsync(reason, _chain.TokenAddress, call, _spender, Cancel);
}
