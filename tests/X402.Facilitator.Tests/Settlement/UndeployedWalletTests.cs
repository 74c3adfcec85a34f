using System.Text.Json;
using System.Text.Json.Nodes;
using X402.Evm;
using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.TypedData;
using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>Smart wallets that sign before they exist (ERC-6492) are created on the way, by factories the operator knows and for bounded gas.</summary>
public sealed class UndeployedWalletTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>
{
    private const int Owner = 6;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AnvilProcess Chain => fixture.Chain;

    [Fact]
    public async Task A_wallet_of_a_listed_factory_is_created_and_pays_in_one_transaction()
    {
        var factory = await Chain.DeployAsync("ContractWalletFactory", cancellationToken: Cancellation);
        var payer = await FundedWalletAsync(factory, "listed");
        await using var host = await FacilitatorHost.StartAsync(Chain, Listing(factory));
        var before = await Chain.DollarsAsync(payer.Payee);

        var receipt = await host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);

        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.Equal<UInt256>(10_000, await Chain.ReceivedSinceAsync(payer.Payee, before));
        Assert.NotEmpty(await Chain.Rpc.SendAsync(EvmRpcCalls.Code(payer.Address), Cancellation));
        Assert.InRange((await Chain.ReceiptOfAsync(receipt.Transaction))!.GasUsed, 1UL, 3_000_000UL);

        // now that it exists, its wrapped signatures are those of any wallet
        var again = await host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);
        Assert.True(again.Success, again.ErrorReason);
    }

    [Fact]
    public async Task Without_a_list_no_wallet_is_created_and_nothing_is_sent()
    {
        var factory = await Chain.DeployAsync("ContractWalletFactory", cancellationToken: Cancellation);
        var payer = await FundedWalletAsync(factory, "unlisted");
        await using var host = await FacilitatorHost.StartAsync(Chain);
        var sent = await Chain.TransactionsOfAsync(0);

        var verdict = await host.Facilitator.VerifyAsync(await payer.PayAsync(), Cancellation);
        var receipt = await host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);

        Assert.Equal((false, "eip6492_factory_not_allowed"), (verdict.IsValid, verdict.InvalidReason));
        Assert.Equal((false, "eip6492_factory_not_allowed", ""), (receipt.Success, receipt.ErrorReason, receipt.Transaction));
        Assert.Equal(sent, await Chain.TransactionsOfAsync(0));
    }

    [Fact]
    public async Task A_listed_factory_that_burns_gas_costs_the_operator_nothing()
    {
        var factory = await Chain.DeployAsync("ContractWalletFactory", cancellationToken: Cancellation);
        var payer = await FundedWalletAsync(factory, "burning");
        // JUMPDEST PUSH1 0 JUMP: an endless loop
        await Chain.SetCodeAsync(factory, new byte[] { 0x5b, 0x60, 0x00, 0x56 }, Cancellation);
        await using var host = await FacilitatorHost.StartAsync(Chain, Listing(factory));
        var sent = await Chain.TransactionsOfAsync(0);

        var receipt = await host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);

        Assert.Equal((false, ""), (receipt.Success, receipt.Transaction));
        Assert.Equal(sent, await Chain.TransactionsOfAsync(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wallet_that_exists_has_no_factory_called_for_it_listed_or_not(bool isListed)
    {
        var factory = await Chain.DeployAsync("ContractWalletFactory", cancellationToken: Cancellation);
        var payer = await FundedWalletAsync(factory, $"exists {isListed}");
        await using (var creating = await FacilitatorHost.StartAsync(Chain, Listing(factory)))
            Assert.True(await creating.SettlesAsync(payer));
        var other = await NotingFactoryAsync(isListed ? (byte)0x21 : (byte)0x22);
        await using var host = await FacilitatorHost.StartAsync(Chain, isListed ? Listing(other) : null);

        var receipt = await host.Facilitator.SettleAsync(await Naming(other, payer).PayAsync(), Cancellation);

        Assert.True(receipt.Success, receipt.ErrorReason);
        Assert.False(await WasCalledAsync(other));
    }

    [Fact]
    public async Task A_payer_with_a_key_names_no_factory_that_is_not_listed_also_right_after_it_was_verified_without()
    {
        var factory = await NotingFactoryAsync(0x23);
        await using var host = await FacilitatorHost.StartAsync(Chain);
        var plain = await new Payer(Chain).PayAsync();
        var signature = Hex.Decode(plain.Payload.Payload.GetProperty("signature").GetString()!);
        byte[] wrapped = [.. new AbiEncoder().Address(factory).Bytes([1, 2, 3, 4]).Bytes(signature).ToArray(), .. Erc6492.Magic];
        var json = JsonNode.Parse(plain.Payload.Payload.GetRawText())!;
        json["signature"] = Hex.Encode(wrapped);

        // the same authorization and the same key: what was found valid a moment ago need not be simulated again
        Assert.True((await host.Facilitator.VerifyAsync(plain, Cancellation)).IsValid);
        await host.Facilitator.SettleAsync(plain with { Payload = plain.Payload with { Payload = JsonElement.Parse(json.ToJsonString()) } }, Cancellation);

        Assert.False(await WasCalledAsync(factory));
    }

    // PUSH1 1 PUSH1 0 SSTORE: whoever calls it leaves a trace
    private async Task<EvmAddress> NotingFactoryAsync(byte number)
    {
        var address = EvmAddress.Parse($"0x{new string('0', 38)}{number:x2}");
        await Chain.SetCodeAsync(address, new byte[] { 0x60, 0x01, 0x60, 0x00, 0x55 }, Cancellation);
        return address;
    }

    private async Task<bool> WasCalledAsync(EvmAddress address) =>
        (await Chain.RpcAsync("eth_getStorageAt", [address.ToString(), "0x0", "latest"], Cancellation)).GetString()!.EndsWith('1');

    private Payer Naming(EvmAddress factory, Payer payer) =>
        new(Chain, signer: new UndeployedWallet(payer.Address, PrivateKeySigner.FromHex(Chain.Accounts[Owner].PrivateKey), factory, [1, 2, 3, 4]));

    private static Dictionary<string, string?> Listing(EvmAddress factory) => new() { ["Network:AllowedWalletFactories:0"] = factory.ToString() };

    private async Task<Payer> FundedWalletAsync(EvmAddress factory, string salt)
    {
        var arguments = new AbiEncoder().Address(Chain.Accounts[Owner].Address).Bytes32(Hash32.Keccak(System.Text.Encoding.UTF8.GetBytes(salt))).ToArray();
        var answer = await Chain.CallAsync(factory, (byte[])[.. Selector("addressOf(address,bytes32)"), .. arguments], cancellationToken: Cancellation);
        var wallet = new EvmAddress(answer.Data.Span[12..]);
        await Chain.MintAsync(wallet, 1_000_000UL, cancellationToken: Cancellation);
        var owner = PrivateKeySigner.FromHex(Chain.Accounts[Owner].PrivateKey);
        return new Payer(Chain, signer: new UndeployedWallet(wallet, owner, factory, [.. Selector("deploy(address,bytes32)"), .. arguments]));
    }

    private static byte[] Selector(string signature) => Hash32.Keccak(System.Text.Encoding.ASCII.GetBytes(signature)).ToArray()[..4];

    private sealed class UndeployedWallet(EvmAddress wallet, PrivateKeySigner owner, EvmAddress factory, byte[] creation) : IEvmSigner
    {
        public EvmAddress Address => wallet;

        public async ValueTask<byte[]> SignAsync(Eip712Domain domain, IEip712Message message, CancellationToken cancellationToken)
        {
            var signature = await owner.SignAsync(domain, message, cancellationToken);
            return [.. new AbiEncoder().Address(factory).Bytes(creation).Bytes(signature).ToArray(), .. Erc6492.Magic];
        }
    }
}
