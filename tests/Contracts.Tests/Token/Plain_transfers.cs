using System.Numerics;
using X402.Contracts.Chain;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>EIP-20, and the mint that is open to anyone.</summary>
public class Plain_transfers(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static readonly CompiledContract Dollar = CompiledContract.Load("DevelopmentDollar");

    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly string _nobody = Accounts.Fresh();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Anyone_mints()
    {
        var receipt = await _chain.ExecuteAsync(_chain.Accounts[0].Address, _chain.Token.Address, Call("mint(address,uint256)", _nobody, 42), Cancel);
        Assert.Equal(42UL, await _chain.BalanceOfAsync(_nobody, cancellationToken: Cancel));
        Assert.Equal([EventTopics.Transfer], EventTopics.Of(receipt));
    }

    [Fact]
    public async Task Minting_stops_where_the_supply_would_overflow()
    {
        var error = await Assert.ThrowsAsync<ChainErrorException>(
            () => _chain.CallAsync(_chain.Token.Address, Call("mint(address,uint256)", _nobody, BigInteger.Pow(2, 256) - 1), cancellationToken: Cancel));
        Assert.StartsWith("0x4e487b71", error.RevertData, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transfer_moves_no_more_than_there_is()
    {
        await _chain.ExecuteAsync(_chain.Accounts[2].Address, _chain.Token.Address, Call("transfer(address,uint256)", _nobody, 7), Cancel);
        Assert.Equal(7UL, await _chain.BalanceOfAsync(_nobody, cancellationToken: Cancel));

        var tooMuch = Call("transfer(address,uint256)", _chain.Accounts[2].Address, 8);
        await _chain.AssertRevertsAsync("ERC20: transfer amount exceeds balance", _chain.Token.Address, tooMuch, _nobody, Cancel);
    }

    [Fact]
    public async Task Nothing_is_sent_to_the_zero_address()
    {
        var burn = Call("transfer(address,uint256)", $"0x{0:x40}", 1);
        await _chain.AssertRevertsAsync("ERC20: transfer to the zero address", _chain.Token.Address, burn, _chain.Accounts[2].Address, Cancel);
    }

    private static string Call(string function, string account, BigInteger value) =>
        Dollar.Selector(function) + AbiHex.Address(account) + AbiHex.Word(value);
}
