using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using X402.Contracts;
using X402.Contracts.Chain;
using X402.Money;

namespace X402.TestSupport.Chain;

// What tests do with a chain.
public sealed partial class AnvilProcess
{
    private static readonly TimeSpan ReceiptPoll = TimeSpan.FromMilliseconds(5);
    private static readonly CompiledContract Dollar = CompiledContract.Load("DevelopmentDollar");

    /// <summary>Calls any JSON-RPC method.</summary>
    /// <param name="method">For example <c>eth_getBalance</c>.</param>
    /// <param name="parameters">Text, numbers, booleans, or <see cref="JsonNode"/>s.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task<JsonElement> RpcAsync(string method, IReadOnlyList<JsonNode?> parameters, CancellationToken cancellationToken = default) =>
        _rpc.CallAsync(method, parameters.Select(parameter => parameter?.ToJsonString() ?? "null"), cancellationToken);

    /// <summary>The dollars of an account, in atomic units.</summary>
    /// <param name="account">The account.</param>
    /// <param name="token">Another token than <see cref="Token"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<UInt256> BalanceOfAsync(string account, string? token = null, CancellationToken cancellationToken = default) =>
        (UInt256)Number(await CallAsync(token ?? Token.Address, Dollar.Selector("balanceOf(address)") + AbiHex.Address(account), cancellationToken: cancellationToken));

    /// <summary>Whether an EIP-3009 nonce was used or cancelled.</summary>
    public async Task<bool> IsAuthorizationUsedAsync(string authorizer, string nonce, string? token = null, CancellationToken cancellationToken = default) =>
        !Number(await CallAsync(token ?? Token.Address, Dollar.Selector("authorizationState(address,bytes32)") + AbiHex.Address(authorizer) + nonce[2..], cancellationToken: cancellationToken)).IsZero;

    /// <summary>Creates dollars, and waits until they are there.</summary>
    public async Task MintAsync(string account, UInt256 amount, string? token = null, CancellationToken cancellationToken = default)
    {
        var data = Dollar.Selector("mint(address,uint256)") + AbiHex.Address(account) + AbiHex.Word((BigInteger)amount);
        var transaction = await SendAsync(Accounts[9].Address, token ?? Token.Address, data, cancellationToken);
        await MineAsync(cancellationToken: cancellationToken);
        var receipt = await WaitForReceiptAsync(transaction, cancellationToken);
        if (receipt.GetProperty("status").GetString() != "0x1")
            throw new InvalidOperationException($"Minting failed: {receipt}");
    }

    /// <summary>Calls a contract without a transaction (<c>eth_call</c>).</summary>
    /// <returns>What it returned, as 0x hexadecimal.</returns>
    /// <exception cref="ChainErrorException">It reverted.</exception>
    public async Task<string> CallAsync(string to, string data, string? from = null, CancellationToken cancellationToken = default)
    {
        var call = new JsonObject { ["to"] = to, ["data"] = data };
        if (from is not null)
            call["from"] = from;
        return (await TranslateAsync(() => RpcAsync("eth_call", [call, "latest"], cancellationToken))).GetString()!;
    }

    /// <summary>Sends a transaction from one of <see cref="Accounts"/>.</summary>
    /// <returns>Its hash.</returns>
    /// <exception cref="ChainErrorException">It would revert.</exception>
    public async Task<string> SendAsync(string from, string to, string data, CancellationToken cancellationToken = default) =>
        (await TranslateAsync(() => RpcAsync("eth_sendTransaction", [new JsonObject { ["from"] = from, ["to"] = to, ["data"] = data }], cancellationToken))).GetString()!;

    /// <summary>The receipt of a transaction, or <see langword="null"/> as long as it is not mined.</summary>
    public async Task<JsonElement?> ReceiptAsync(string transaction, CancellationToken cancellationToken = default)
    {
        var receipt = await RpcAsync("eth_getTransactionReceipt", [transaction], cancellationToken);
        return receipt.ValueKind == JsonValueKind.Object ? receipt : null;
    }

    /// <summary>The receipt of a transaction, as soon as it is mined. Anvil mines after it has answered, even without a block time.</summary>
    public async Task<JsonElement> WaitForReceiptAsync(string transaction, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await ReceiptAsync(transaction, cancellationToken) is { } receipt)
                return receipt;
            await Task.Delay(ReceiptPoll, cancellationToken);
        }
    }

    /// <summary>Puts a compiled contract on the chain at an address of its own.</summary>
    /// <param name="contract">For example <c>ContractWallet</c>, <c>RevertingDollar</c>, <c>SilentDollar</c>.</param>
    /// <param name="arguments">The constructor's arguments, ABI-encoded, hexadecimal without 0x.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its address.</returns>
    public async Task<string> DeployAsync(string contract, string arguments = "", CancellationToken cancellationToken = default)
    {
        var address = $"0x{RandomNumberGenerator.GetHexString(40, lowercase: true)}";
        await PlaceAsync(contract, address, arguments, cancellationToken);
        return address;
    }

    /// <summary>Puts a compiled contract on the chain at a chosen address, replacing what is there.</summary>
    public async Task PlaceAsync(string contract, string address, string arguments = "", CancellationToken cancellationToken = default)
    {
        var creation = new JsonObject { ["data"] = CompiledContract.Load(contract).CreationCode + arguments };
        var code = await TranslateAsync(() => RpcAsync("eth_call", [creation, "latest"], cancellationToken));
        await SetCodeAsync(address, code.GetString()!, cancellationToken);
    }

    /// <summary>Puts a token that behaves like <see cref="Token"/>, or misbehaves, at an address of its own.</summary>
    /// <param name="contract"><c>DevelopmentDollar</c>, <c>RevertingDollar</c>, <c>SilentDollar</c> or <c>FeeTakingDollar</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its address; its EIP-712 name and version are those of <see cref="Token"/>.</returns>
    public Task<string> DeployTokenAsync(string contract, CancellationToken cancellationToken = default) =>
        DeployAsync(contract, TokenArguments, cancellationToken);

    /// <summary>Turns the token of the chain into another one (see <see cref="DeployTokenAsync"/>); balances and used nonces stay.</summary>
    public Task ReplaceTokenAsync(string contract, CancellationToken cancellationToken = default) =>
        PlaceAsync(contract, Token.Address, TokenArguments, cancellationToken);

    /// <summary>Puts a smart account on the chain that accepts what <paramref name="owner"/> signs (EIP-1271).</summary>
    public Task<string> DeployWalletAsync(string owner, CancellationToken cancellationToken = default) =>
        DeployAsync("ContractWallet", AbiHex.Address(owner), cancellationToken);

    /// <summary>Delegates an account to a contract (EIP-7702), as if it had signed for it.</summary>
    public Task DelegateAsync(string account, string contract, CancellationToken cancellationToken = default) =>
        SetCodeAsync(account, $"0xef0100{contract[2..]}", cancellationToken);

    /// <summary>Sets the code at an address.</summary>
    public Task SetCodeAsync(string address, string code, CancellationToken cancellationToken = default) =>
        RpcAsync("anvil_setCode", [address, code], cancellationToken);

    /// <summary>Has the node sign EIP-712 typed data with the key of one of <see cref="Accounts"/>: an implementation that is not ours.</summary>
    /// <returns>r, s and v (27 or 28), 65 bytes as 0x hexadecimal.</returns>
    public async Task<string> SignTypedDataAsync(string account, JsonObject typedData, CancellationToken cancellationToken = default) =>
        (await RpcAsync("eth_signTypedData_v4", [account, typedData], cancellationToken)).GetString()!;

    /// <summary>Mines blocks now.</summary>
    public Task MineAsync(int blocks = 1, CancellationToken cancellationToken = default) =>
        RpcAsync("anvil_mine", [$"0x{blocks:x}"], cancellationToken);

    /// <summary>Mines a block every so often (whole seconds); <see cref="TimeSpan.Zero"/>: only on demand.</summary>
    public Task SetBlockTimeAsync(TimeSpan blockTime, CancellationToken cancellationToken = default) =>
        RpcAsync("evm_setIntervalMining", [(ulong)blockTime.TotalSeconds], cancellationToken);

    /// <summary>Whether each transaction is mined at once.</summary>
    public Task SetAutomineAsync(bool automine, CancellationToken cancellationToken = default) =>
        RpcAsync("evm_setAutomine", [automine], cancellationToken);

    /// <summary>The time of the latest block.</summary>
    public async Task<DateTimeOffset> TimeAsync(CancellationToken cancellationToken = default)
    {
        var block = await RpcAsync("eth_getBlockByNumber", ["latest", false], cancellationToken);
        return DateTimeOffset.FromUnixTimeSeconds((long)Number(block.GetProperty("timestamp").GetString()!));
    }

    /// <summary>Moves the chain's clock forward and mines a block at the new time.</summary>
    public async Task AdvanceTimeAsync(TimeSpan time, CancellationToken cancellationToken = default)
    {
        await RpcAsync("evm_increaseTime", [(ulong)time.TotalSeconds], cancellationToken);
        await MineAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Remembers the state of the chain.</summary>
    /// <returns>What <see cref="RevertAsync"/> takes, once.</returns>
    public async Task<string> SnapshotAsync(CancellationToken cancellationToken = default) =>
        (await RpcAsync("evm_snapshot", [], cancellationToken)).GetString()!;

    /// <summary>Goes back to a remembered state: blocks and transactions after it never happened, as in a reorganisation.</summary>
    public Task RevertAsync(string snapshot, CancellationToken cancellationToken = default) =>
        RpcAsync("evm_revert", [snapshot], cancellationToken);

    private string TokenArguments =>
        AbiHex.Dynamic(AbiHex.Text(Token.Eip712Name!), AbiHex.Text(Token.Symbol), AbiHex.Text(Token.Eip712Version!));

    private static async Task<JsonElement> TranslateAsync(Func<Task<JsonElement>> call)
    {
        try
        {
            return await call();
        }
        catch (JsonRpcException exception)
        {
            throw new ChainErrorException(exception.ChainMessage, exception.RevertData);
        }
    }

    private static BigInteger Number(string hex) =>
        BigInteger.Parse($"0{hex.AsSpan(2)}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
