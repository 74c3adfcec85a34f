using X402.Evm;
using X402.Money;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests.Token;

/// <summary>EIP-20, and the mint that is open to anyone.</summary>
public class Plain_transfers(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static readonly CompiledContract Dollar = CompiledContract.Load("DevelopmentDollar");

    private readonly AnvilProcess _chain = anvil.Chain;
    private readonly EvmAddress _nobody = Accounts.Fresh();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Anyone_mints()
    {
        var receipt = await _chain.ExecuteAsync(_chain.Accounts[0].Address, _chain.TokenAddress, Call("mint(address,uint256)", _nobody, 42UL), Cancel);
        Assert.Equal(42UL, await _chain.BalanceOfAsync(_nobody, cancellationToken: Cancel));
        Assert.Equal([EventTopics.Transfer], EventTopics.Of(receipt));
    }

    [Fact]
    public async Task Minting_stops_where_the_supply_would_overflow()
    {
        var result = await _chain.CallAsync(_chain.TokenAddress, Call("mint(address,uint256)", _nobody, UInt256.MaxValue), cancellationToken: Cancel);
        Assert.False(result.Succeeded);
        Assert.Equal("Panic(0x11)", result.RevertReason.Text);
    }

    [Fact]
    public async Task A_transfer_moves_no_more_than_there_is()
    {
        await _chain.ExecuteAsync(_chain.Accounts[2].Address, _chain.TokenAddress, Call("transfer(address,uint256)", _nobody, 7UL), Cancel);
        Assert.Equal(7UL, await _chain.BalanceOfAsync(_nobody, cancellationToken: Cancel));

        var tooMuch = Call("transfer(address,uint256)", _chain.Accounts[2].Address, 8UL);
        await _chain.AssertRevertsAsync("ERC20: transfer amount exceeds balance", _chain.TokenAddress, tooMuch, _nobody, Cancel);
    }

    [Fact]
    public async Task Nothing_is_sent_to_the_zero_address()
    {
        var burn = Call("transfer(address,uint256)", EvmAddress.Zero, 1UL);
        await _chain.AssertRevertsAsync("ERC20: transfer to the zero address", _chain.TokenAddress, burn, _chain.Accounts[2].Address, Cancel);
    }

    private static byte[] Call(string function, EvmAddress account, UInt256 value) =>
        Dollar.Call(function).Address(account).UInt256(value).ToArray();
}
