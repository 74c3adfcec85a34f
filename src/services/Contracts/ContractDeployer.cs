using System.Text;
using System.Text.Json;
using X402.Assets;
using X402.Evm;
using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Evm.Rpc;

namespace X402.Contracts;

/// <summary>
/// Puts the development contracts at their fixed addresses on a local Anvil chain. What is there already stays, so it
/// may run any number of times; it refuses every chain that is not a development chain before it changes anything.
/// </summary>
/// <remarks>
/// The code is set, not deployed by a transaction: a contract's address would otherwise depend on who deploys it and
/// when. Its constructor runs in an <c>eth_call</c>, whose answer is the code with the immutable values in place.
/// No development account signs anything here, so nobody's transaction count moves under a relayer's feet.
/// </remarks>
/// <param name="chain">The chain.</param>
/// <param name="report">Told, one line at a time, what was done.</param>
public sealed class ContractDeployer(IEvmRpc chain, Action<string> report)
{
    private const string OneEther = "0xde0b6b3a7640000";

    /// <summary>Sends the transaction that hands out the starting balances; impersonated, it has no key.</summary>
    private static readonly EvmAddress s_mint = EvmAddress.Parse("0x000000000000000000000000000000000000d011");

    private static readonly TimeSpan s_receiptPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_receiptTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Deploys what is missing and gives the development accounts money if they have none.</summary>
    /// <exception cref="NotADevelopmentChainException">The chain is no development chain; it was not touched.</exception>
    /// <exception cref="EvmRpcException">The chain cannot be reached, or refused something.</exception>
    public async Task<DeployedContracts> DeployAsync(CancellationToken cancellationToken = default)
    {
        await RequireDevelopmentChainAsync(cancellationToken);
        var chainId = await chain.SendAsync(EvmRpcCalls.ChainId(), cancellationToken);
        var token = DevelopmentChain.TokenOf(chainId);

        var dollar = CompiledContract.Load("DevelopmentDollar");
        var changed = await PlaceAsync(CompiledContract.Load("Multicall3"), [], Multicall3.Address, cancellationToken);
        changed |= await PlaceAsync(dollar, ConstructorArguments(token), EvmAddress.Parse(token.Address), cancellationToken);
        changed |= await FundAsync(dollar, token, cancellationToken);
        return new DeployedContracts(chainId, token, Multicall3.Address, changed);
    }

    /// <summary>The code that a contract's constructor leaves, for a place of one's own choice.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="arguments">The constructor's arguments, ABI-encoded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EvmRpcException">The chain cannot be reached, or the constructor reverted.</exception>
    public Task<byte[]> RunConstructorAsync(CompiledContract contract, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var creation = $$"""[{"data":"{{Hex.Encode([.. contract.CreationCode.Span, .. arguments.Span])}}"},"latest"]""";
        return chain.SendAsync(EvmRpcCalls.Custom("eth_call", creation, static code => Hex.Decode(code.GetString())), cancellationToken);
    }

    /// <summary>What a token's constructor takes: the EIP-712 name, the symbol and the EIP-712 version.</summary>
    /// <param name="token">A token with an EIP-712 domain.</param>
    public static byte[] ConstructorArguments(AssetInfo token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new AbiEncoder().Bytes(Text(token.Eip712Name)).Bytes(Text(token.Symbol)).Bytes(Text(token.Eip712Version)).ToArray();

        static byte[] Text(string? text) => Encoding.UTF8.GetBytes(text ?? throw new ArgumentException("The token has no EIP-712 domain."));
    }

    /// <summary>Real networks answer none of Anvil's own methods; a local fork does, but has the real contracts already.</summary>
    private async Task RequireDevelopmentChainAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await chain.SendAsync(EvmRpcCalls.Custom("anvil_nodeInfo", "[]", IsFork), cancellationToken))
            {
                throw new NotADevelopmentChainException(
                    "the chain is a fork of a public network: its contracts are not replaced. Start Anvil without --fork-url.");
            }
        }
        catch (EvmRpcException exception) when (exception.Failure == EvmRpcFailure.Refused)
        {
            throw new NotADevelopmentChainException(
                $"the chain is not a development chain ({exception.Message}). Nothing was sent to it.");
        }
    }

    private static bool IsFork(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("forkConfig", out var fork)
        && fork.TryGetProperty("forkUrl", out var origin) && origin.ValueKind == JsonValueKind.String;

    private async Task<bool> PlaceAsync(CompiledContract contract, byte[] arguments, EvmAddress address, CancellationToken cancellationToken)
    {
        var code = await RunConstructorAsync(contract, arguments, cancellationToken);
        var present = await chain.SendAsync(EvmRpcCalls.Code(address), cancellationToken);
        if (present.AsSpan().SequenceEqual(code))
        {
            report($"{contract.Name} is at {address}");
            return false;
        }

        await CommandAsync("anvil_setCode", $"\"{address}\",\"{Hex.Encode(code)}\"", cancellationToken);
        report($"{contract.Name} {(present.Length == 0 ? "placed" : "replaced")} at {address}");
        return true;
    }

    private async Task<bool> FundAsync(CompiledContract dollar, AssetInfo token, CancellationToken cancellationToken)
    {
        var address = EvmAddress.Parse(token.Address);
        var mints = new List<MulticallItem>();
        foreach (var account in DevelopmentChain.FundedAccounts)
        {
            var balance = await chain.SendAsync(EvmRpcCalls.Call(new(address, Eip3009Token.BalanceOf(account))), cancellationToken);
            if (new AbiReader(balance.Data.Span).TryGetUInt256(0, out var amount) && amount.IsZero)
            {
                var mint = dollar.Call("mint(address,uint256)").Address(account).UInt256(DevelopmentChain.StartingBalance);
                mints.Add(new(address, mint.ToArray(), AllowFailure: false));
            }
        }

        if (mints.Count == 0)
        {
            report("the development accounts have money");
            return false;
        }

        await ExecuteAsync(Multicall3.Address, Multicall3.Aggregate3(mints), cancellationToken);
        report($"{mints.Count} development accounts got 1,000 {token.Symbol} each");
        return true;
    }

    private async Task ExecuteAsync(EvmAddress to, byte[] data, CancellationToken cancellationToken)
    {
        await CommandAsync("anvil_setBalance", $"\"{s_mint}\",\"{OneEther}\"", cancellationToken);
        await CommandAsync("anvil_impersonateAccount", $"\"{s_mint}\"", cancellationToken);
        var send = $$"""[{"from":"{{s_mint}}","to":"{{to}}","data":"{{Hex.Encode(data)}}"}]""";
        var transaction = await chain.SendAsync(
            EvmRpcCalls.Custom("eth_sendTransaction", send, static hash => Hash32.Parse(hash.GetString())), cancellationToken);
        await CommandAsync("anvil_stopImpersonatingAccount", $"\"{s_mint}\"", cancellationToken);

        // the chain may have long blocks, or mine on demand only
        await CommandAsync("anvil_mine", "\"0x1\"", cancellationToken);
        for (var wait = TimeSpan.Zero; wait < s_receiptTimeout; wait += s_receiptPoll)
        {
            var receipt = await chain.SendAsync(EvmRpcCalls.Receipt(transaction), cancellationToken);
            if (receipt is { Succeeded: true })
                return;
            if (receipt is not null)
                break;
            await Task.Delay(s_receiptPoll, cancellationToken);
        }

        throw new EvmRpcException($"The chain did not carry out transaction {transaction}.");
    }

    private Task<bool> CommandAsync(string method, string parameters, CancellationToken cancellationToken) =>
        chain.SendAsync(EvmRpcCalls.Custom(method, $"[{parameters}]", static _ => true), cancellationToken);
}
