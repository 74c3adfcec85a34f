using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using X402.Contracts.Chain;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>EIP-2612: allowances by signature, and what spending them does.</summary>
public class Permits(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static readonly CompiledContract Dollar = CompiledContract.Load("DevelopmentDollar");

    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly string _owner = anvil.Chain.Accounts[2].Address;
    private readonly string _spender = anvil.Chain.Accounts[1].Address;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_permit_allows_spending_once(bool bytes)
    {
        var permit = await PermitAsync(bytes, value: 500);
        await _chain.ExecuteAsync(_spender, _chain.Token.Address, permit, Cancel);
        Assert.Equal(500, await AllowanceAsync());

        var payee = Accounts.Fresh();
        await _chain.ExecuteAsync(_spender, _chain.Token.Address, TransferFrom(payee, 500), Cancel);

        Assert.Equal(500UL, await _chain.BalanceOfAsync(payee, cancellationToken: Cancel));
        await AssertRefusedAsync("ERC20: transfer amount exceeds allowance", TransferFrom(payee, 1));
        await AssertRefusedAsync("EIP2612: invalid signature", permit);
    }

    [Fact]
    public async Task An_expired_permit_is_refused()
    {
        var past = (await _chain.TimeAsync(Cancel)).ToUnixTimeSeconds() - 1;
        await AssertRefusedAsync("permit is expired", await PermitAsync(bytes: false, value: 1, deadline: past));
    }

    [Fact]
    public async Task A_strangers_permit_is_refused() =>
        await AssertRefusedAsync("EIP2612: invalid signature", await PermitAsync(bytes: true, value: 1, signer: _chain.Accounts[3].Address));

    private async Task<string> PermitAsync(bool bytes, long value, long deadline = 4_000_000_000, string? signer = null)
    {
        var nonce = Number(await _chain.CallAsync(_chain.Token.Address, Dollar.Selector("nonces(address)") + AbiHex.Address(_owner), cancellationToken: Cancel));
        var typedData = TypedData.Of(_chain, "Permit", "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline", new JsonObject
        {
            ["owner"] = _owner,
            ["spender"] = _spender,
            ["value"] = value,
            ["nonce"] = nonce.ToString(CultureInfo.InvariantCulture),
            ["deadline"] = deadline,
        });
        var signature = await _chain.SignTypedDataAsync(signer ?? _owner, typedData, Cancel);
        var head = AbiHex.Address(_owner) + AbiHex.Address(_spender) + AbiHex.Word(value) + AbiHex.Word(deadline);
        return bytes
            ? Dollar.Selector("permit(address,address,uint256,uint256,bytes)") + head + AbiHex.Word(5 * 32) + AbiHex.Bytes(signature[2..])
            : Dollar.Selector("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)") + head + Signature.Vrs(signature);
    }

    private string TransferFrom(string payee, long value) =>
        Dollar.Selector("transferFrom(address,address,uint256)") + AbiHex.Address(_owner) + AbiHex.Address(payee) + AbiHex.Word(value);

    private async Task<BigInteger> AllowanceAsync() => Number(await _chain.CallAsync(
        _chain.Token.Address, Dollar.Selector("allowance(address,address)") + AbiHex.Address(_owner) + AbiHex.Address(_spender), cancellationToken: Cancel));

    private Task AssertRefusedAsync(string reason, string call) =>
        _chain.AssertRevertsAsync(reason, _chain.Token.Address, call, _spender, Cancel);

    private static BigInteger Number(string word) => BigInteger.Parse($"0{word[2..]}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
