using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using X402.Contracts;
using X402.Evm;
using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
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
    /// <exception cref="EvmRpcException">The chain answered with an error, or not at all.</exception>
    public Task<JsonElement> RpcAsync(string method, IReadOnlyList<JsonNode?> parameters, CancellationToken cancellationToken = default) =>
        Rpc.SendAsync(EvmRpcCalls.Custom(method, Json(parameters), static result => result.Clone()), cancellationToken);

    /// <summary>The dollars of an account, in atomic units.</summary>
    /// <param name="account">The account.</param>
    /// <param name="token">Another token than <see cref="Token"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<UInt256> BalanceOfAsync(EvmAddress account, EvmAddress? token = null, CancellationToken cancellationToken = default) =>
        await ReadAsync(token ?? TokenAddress, Eip3009Token.BalanceOf(account), cancellationToken);

    /// <summary>Whether an EIP-3009 nonce was used or cancelled.</summary>
    public async Task<bool> IsAuthorizationUsedAsync(EvmAddress authorizer, Hash32 nonce, EvmAddress? token = null, CancellationToken cancellationToken = default) =>
        !(await ReadAsync(token ?? TokenAddress, Eip3009Token.AuthorizationState(authorizer, nonce), cancellationToken)).IsZero;

    /// <summary>Creates dollars, and waits until they are there.</summary>
    public async Task MintAsync(EvmAddress account, UInt256 amount, EvmAddress? token = null, CancellationToken cancellationToken = default)
    {
        var data = Dollar.Call("mint(address,uint256)").Address(account).UInt256(amount).ToArray();
        var transaction = await SendAsync(Accounts[9].Address, token ?? TokenAddress, data, cancellationToken);
        await MineAsync(cancellationToken: cancellationToken);
        var receipt = await WaitForReceiptAsync(transaction, cancellationToken);
        if (!receipt.Succeeded)
            throw new InvalidOperationException($"Minting for {account} failed in {transaction}.");
    }

    /// <summary>Calls a contract without a transaction (<c>eth_call</c>). A revert is a result.</summary>
    public Task<EvmCallResult> CallAsync(EvmAddress to, ReadOnlyMemory<byte> data, EvmAddress from = default, CancellationToken cancellationToken = default) =>
        Rpc.SendAsync(EvmRpcCalls.Call(new(to, data) { From = from }), cancellationToken);

    /// <summary>Sends a transaction from one of <see cref="Accounts"/>, whose keys the node has.</summary>
    /// <returns>Its hash.</returns>
    /// <exception cref="EvmRpcException">It would revert.</exception>
    public Task<Hash32> SendAsync(EvmAddress from, EvmAddress to, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var transaction = new JsonObject { ["from"] = from.ToString(), ["to"] = to.ToString(), ["data"] = Hex.Encode(data.Span) };
        return Rpc.SendAsync(EvmRpcCalls.Custom("eth_sendTransaction", Json([transaction]), static hash => Hash32.Parse(hash.GetString())), cancellationToken);
    }

    /// <summary>The receipt of a transaction, as soon as it is mined. Anvil mines after it has answered, even without a block time.</summary>
    public async Task<TransactionReceipt> WaitForReceiptAsync(Hash32 transaction, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await Rpc.SendAsync(EvmRpcCalls.Receipt(transaction), cancellationToken) is { } receipt)
                return receipt;
            await Task.Delay(ReceiptPoll, cancellationToken);
        }
    }

    /// <summary>Puts a compiled contract on the chain at an address of its own.</summary>
    /// <param name="contract">For example <c>ContractWallet</c>, <c>RefusingWallet</c>, <c>ContractWalletFactory</c>.</param>
    /// <param name="arguments">The constructor's arguments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its address.</returns>
    public async Task<EvmAddress> DeployAsync(string contract, AbiEncoder? arguments = null, CancellationToken cancellationToken = default)
    {
        var address = new EvmAddress(RandomNumberGenerator.GetBytes(EvmAddress.Size));
        await PlaceAsync(contract, address, arguments?.ToArray() ?? [], cancellationToken);
        return address;
    }

    /// <summary>Puts a token that behaves like <see cref="Token"/>, or misbehaves, at an address of its own.</summary>
    /// <param name="contract"><c>DevelopmentDollar</c>, <c>RevertingDollar</c>, <c>SilentDollar</c> or <c>FeeTakingDollar</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its address; its EIP-712 name and version are those of <see cref="Token"/>.</returns>
    public async Task<EvmAddress> DeployTokenAsync(string contract, CancellationToken cancellationToken = default)
    {
        var address = new EvmAddress(RandomNumberGenerator.GetBytes(EvmAddress.Size));
        await PlaceAsync(contract, address, ContractDeployer.ConstructorArguments(Token), cancellationToken);
        return address;
    }

    /// <summary>Turns the token of the chain into another one (see <see cref="DeployTokenAsync"/>); balances and used nonces stay.</summary>
    public Task ReplaceTokenAsync(string contract, CancellationToken cancellationToken = default) =>
        PlaceAsync(contract, TokenAddress, ContractDeployer.ConstructorArguments(Token), cancellationToken);

    /// <summary>Puts a smart account on the chain that accepts what <paramref name="owner"/> signs (EIP-1271).</summary>
    public Task<EvmAddress> DeployWalletAsync(EvmAddress owner, CancellationToken cancellationToken = default) =>
        DeployAsync("ContractWallet", new AbiEncoder().Address(owner), cancellationToken);

    /// <summary>Delegates an account to a contract (EIP-7702), as if it had signed for it.</summary>
    public Task DelegateAsync(EvmAddress account, EvmAddress contract, CancellationToken cancellationToken = default) =>
        CommandAsync("anvil_setCode", [account.ToString(), $"0xef0100{contract.ToLowerString()[2..]}"], cancellationToken);

    /// <summary>Sets the code at an address.</summary>
    public Task SetCodeAsync(EvmAddress address, ReadOnlyMemory<byte> code, CancellationToken cancellationToken = default) =>
        CommandAsync("anvil_setCode", [address.ToString(), Hex.Encode(code.Span)], cancellationToken);

    /// <summary>Has the node sign EIP-712 typed data with the key of one of <see cref="Accounts"/>: an implementation that is not ours.</summary>
    /// <returns>r, s and v (27 or 28), 65 bytes.</returns>
    public Task<byte[]> SignTypedDataAsync(EvmAddress account, JsonObject typedData, CancellationToken cancellationToken = default) =>
        Rpc.SendAsync(
            EvmRpcCalls.Custom("eth_signTypedData_v4", Json([account.ToString(), typedData]), static signature => Hex.Decode(signature.GetString())),
            cancellationToken);

    /// <summary>Mines blocks now.</summary>
    public Task MineAsync(int blocks = 1, CancellationToken cancellationToken = default) =>
        CommandAsync("anvil_mine", [$"0x{blocks:x}"], cancellationToken);

    /// <summary>Mines a block every so often (whole seconds); <see cref="TimeSpan.Zero"/>: only on demand.</summary>
    public Task SetBlockTimeAsync(TimeSpan blockTime, CancellationToken cancellationToken = default) =>
        CommandAsync("evm_setIntervalMining", [(ulong)blockTime.TotalSeconds], cancellationToken);

    /// <summary>Whether each transaction is mined at once.</summary>
    public Task SetAutomineAsync(bool automine, CancellationToken cancellationToken = default) =>
        CommandAsync("evm_setAutomine", [automine], cancellationToken);

    /// <summary>The time of the latest block.</summary>
    public async Task<DateTimeOffset> TimeAsync(CancellationToken cancellationToken = default) =>
        DateTimeOffset.FromUnixTimeSeconds((long)(await Rpc.SendAsync(EvmRpcCalls.Block(), cancellationToken))!.Timestamp);

    /// <summary>Moves the chain's clock forward and mines a block at the new time.</summary>
    public async Task AdvanceTimeAsync(TimeSpan time, CancellationToken cancellationToken = default)
    {
        await CommandAsync("evm_increaseTime", [(ulong)time.TotalSeconds], cancellationToken);
        await MineAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Remembers the state of the chain.</summary>
    /// <returns>What <see cref="RevertAsync"/> takes, once.</returns>
    public async Task<string> SnapshotAsync(CancellationToken cancellationToken = default) =>
        (await RpcAsync("evm_snapshot", [], cancellationToken)).GetString()!;

    /// <summary>Goes back to a remembered state: blocks and transactions after it never happened, as in a reorganisation.</summary>
    public Task RevertAsync(string snapshot, CancellationToken cancellationToken = default) =>
        CommandAsync("evm_revert", [snapshot], cancellationToken);

    /// <summary>Replaces the newest blocks by as many empty ones; what was in them never happened.</summary>
    public Task ReorganiseAsync(int depth, CancellationToken cancellationToken = default) =>
        CommandAsync("anvil_reorg", [depth, new JsonArray()], cancellationToken);

    private async Task PlaceAsync(string contract, EvmAddress address, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken) =>
        await SetCodeAsync(address, await _deployer.RunConstructorAsync(CompiledContract.Load(contract), arguments, cancellationToken), cancellationToken);

    private async Task<UInt256> ReadAsync(EvmAddress to, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(to, data, cancellationToken: cancellationToken);
        return new AbiReader(answer.Data.Span).TryGetUInt256(0, out var number)
            ? number
            : throw new InvalidOperationException($"{to} answered {Hex.Encode(answer.Data.Span)}.");
    }

    private Task<bool> CommandAsync(string method, IReadOnlyList<JsonNode?> parameters, CancellationToken cancellationToken) =>
        Rpc.SendAsync(EvmRpcCalls.Custom(method, Json(parameters), static _ => true), cancellationToken);

    private static string Json(IReadOnlyList<JsonNode?> parameters) =>
        $"[{string.Join(',', parameters.Select(parameter => parameter?.ToJsonString() ?? "null"))}]";
}
