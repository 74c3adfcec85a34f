using System.Globalization;
using System.Numerics;
using System.Text.Json;
using X402.Assets;
using X402.Contracts.Chain;
using static X402.Contracts.Chain.JsonRpc;

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
public sealed class ContractDeployer
{
    /// <summary>Sends the transaction that hands out the starting balances; impersonated, it has no key.</summary>
    private const string Mint = "0x000000000000000000000000000000000000D011";

    private const string OneEther = "\"0xde0b6b3a7640000\"";
    private const string Latest = "\"latest\"";

    private static readonly TimeSpan ReceiptPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ReceiptTimeout = TimeSpan.FromSeconds(10);

    private readonly JsonRpc _chain;
    private readonly Action<string> _report;

    /// <summary>Prepares a deployment.</summary>
    /// <param name="http">Used for all calls; not disposed.</param>
    /// <param name="rpcUrl">The JSON-RPC endpoint of the chain.</param>
    /// <param name="report">Told, one line at a time, what was done.</param>
    public ContractDeployer(HttpClient http, Uri rpcUrl, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(rpcUrl);
        ArgumentNullException.ThrowIfNull(report);
        _chain = new JsonRpc(http, rpcUrl);
        _report = report;
    }

    /// <summary>Deploys what is missing and gives the development accounts money if they have none.</summary>
    /// <exception cref="NotADevelopmentChainException">The chain is no development chain; it was not touched.</exception>
    /// <exception cref="HttpRequestException">The chain cannot be reached.</exception>
    public async Task<DeployedContracts> DeployAsync(CancellationToken cancellationToken = default)
    {
        await RequireDevelopmentChainAsync(cancellationToken);
        var chainId = (ulong)Number(await _chain.CallTextAsync("eth_chainId", [], cancellationToken));
        var token = DevelopmentChain.TokenOf(chainId);

        var dollar = CompiledContract.Load("DevelopmentDollar");
        var multicall = CompiledContract.Load("Multicall3");
        var identity = AbiHex.Dynamic(AbiHex.Text(token.Eip712Name!), AbiHex.Text(token.Symbol), AbiHex.Text(token.Eip712Version!));

        var changed = await PlaceAsync(multicall, "", DevelopmentChain.Multicall3Address, cancellationToken);
        changed |= await PlaceAsync(dollar, identity, token.Address, cancellationToken);
        changed |= await FundAsync(dollar, multicall, token, cancellationToken);
        return new DeployedContracts(chainId, token, DevelopmentChain.Multicall3Address, changed);
    }

    /// <summary>Real networks answer none of Anvil's own methods; a local fork does, but has the real contracts already.</summary>
    private async Task RequireDevelopmentChainAsync(CancellationToken cancellationToken)
    {
        try
        {
            var node = await _chain.CallAsync("anvil_nodeInfo", [], cancellationToken);
            if (node.TryGetProperty("forkConfig", out var fork) && fork.TryGetProperty("forkUrl", out var origin) && origin.GetString() is not null)
            {
                throw new NotADevelopmentChainException(
                    "the chain is a fork of a public network: its contracts are not replaced. Start Anvil without --fork-url.");
            }
        }
        catch (JsonRpcException exception)
        {
            throw new NotADevelopmentChainException(
                $"the chain is not a development chain (it does not answer anvil_nodeInfo: {exception.ChainMessage}). Nothing was sent to it.");
        }
    }

    private async Task<bool> PlaceAsync(CompiledContract contract, string arguments, string address, CancellationToken cancellationToken)
    {
        var code = await RuntimeCodeAsync(contract, arguments, cancellationToken);
        var present = await _chain.CallTextAsync("eth_getCode", [Quote(address), Latest], cancellationToken);
        if (string.Equals(present, code, StringComparison.OrdinalIgnoreCase))
        {
            _report($"{contract.Name} is at {address}");
            return false;
        }

        await _chain.CallAsync("anvil_setCode", [Quote(address), Quote(code)], cancellationToken);
        _report(present is "0x" ? $"{contract.Name} placed at {address}" : $"{contract.Name} replaced at {address}");
        return true;
    }

    internal Task<string> RuntimeCodeAsync(CompiledContract contract, string arguments, CancellationToken cancellationToken) =>
        _chain.CallTextAsync("eth_call", [$$"""{"data":"{{contract.CreationCode}}{{arguments}}"}""", Latest], cancellationToken);

    private async Task<bool> FundAsync(CompiledContract dollar, CompiledContract multicall, AssetInfo token, CancellationToken cancellationToken)
    {
        var mints = new List<string>();
        foreach (var account in DevelopmentChain.FundedAccounts)
        {
            var call = $$"""{"to":"{{token.Address}}","data":"{{dollar.Selector("balanceOf(address)")}}{{AbiHex.Address(account)}}"}""";
            if (Number(await _chain.CallTextAsync("eth_call", [call, Latest], cancellationToken)).IsZero)
                mints.Add(MintCall(dollar, token, account));
        }

        if (mints.Count == 0)
        {
            _report("the development accounts have money");
            return false;
        }

        var batch = AbiHex.Dynamic(AbiHex.Word(mints.Count) + AbiHex.Dynamic(mints));
        await SendAsync(DevelopmentChain.Multicall3Address, multicall.Selector("aggregate3((address,bool,bytes)[])") + batch, cancellationToken);
        _report($"{mints.Count} development accounts got 1,000 {token.Symbol} each");
        return true;
    }

    /// <summary>One item of <c>aggregate3</c>: (target, allowFailure = false, callData).</summary>
    private static string MintCall(CompiledContract dollar, AssetInfo token, string account)
    {
        var mint = dollar.Selector("mint(address,uint256)")[2..] + AbiHex.Address(account) + AbiHex.Word((BigInteger)DevelopmentChain.StartingBalance);
        return AbiHex.Address(token.Address) + AbiHex.Word(0) + AbiHex.Word(96) + AbiHex.Bytes(mint);
    }

    private async Task SendAsync(string to, string data, CancellationToken cancellationToken)
    {
        await _chain.CallAsync("anvil_setBalance", [Quote(Mint), OneEther], cancellationToken);
        await _chain.CallAsync("anvil_impersonateAccount", [Quote(Mint)], cancellationToken);
        var transaction = await _chain.CallTextAsync(
            "eth_sendTransaction", [$$"""{"from":"{{Mint}}","to":"{{to}}","data":"{{data}}"}"""], cancellationToken);
        await _chain.CallAsync("anvil_stopImpersonatingAccount", [Quote(Mint)], cancellationToken);

        // the chain may have long blocks, or mine on demand only
        await _chain.CallAsync("anvil_mine", [Quote("0x1")], cancellationToken);
        if (await StatusAsync(transaction, cancellationToken) != "0x1")
            throw new HttpRequestException($"the chain did not carry out transaction {transaction}.");
    }

    private async Task<string?> StatusAsync(string transaction, CancellationToken cancellationToken)
    {
        for (var wait = TimeSpan.Zero; wait < ReceiptTimeout; wait += ReceiptPoll)
        {
            var receipt = await _chain.CallAsync("eth_getTransactionReceipt", [Quote(transaction)], cancellationToken);
            if (receipt.ValueKind == JsonValueKind.Object)
                return receipt.GetProperty("status").GetString();
            await Task.Delay(ReceiptPoll, cancellationToken);
        }

        return null;
    }

    private static BigInteger Number(string hex) =>
        BigInteger.Parse($"0{hex.AsSpan(2)}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
