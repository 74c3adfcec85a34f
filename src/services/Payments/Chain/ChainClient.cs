using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using X402.Assets;
using X402.Evm;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Money;
using X402.Networks;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Chain;

/// <summary>Looks at the chain. A chain that does not answer is a state, not an error.</summary>
public sealed class ChainClient
{
    private const int MostBlocks = 16;
    private static readonly byte[] s_totalSupply = [0x18, 0x16, 0x0d, 0xdd];

    /// <summary>Takes the chain's address from <c>Payments:RpcUrl</c>, else from the connection string <c>chain</c>.</summary>
    public ChainClient(IOptions<PaymentsOptions> options, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configuration);
        var address = options.Value.RpcUrl ?? (Uri.TryCreate(configuration.GetConnectionString("chain"), UriKind.Absolute, out var chain) ? chain : null);
        Rpc = address is null ? null : EvmRpcClient.Create(new EvmRpcOptions { Endpoint = address, Timeout = TimeSpan.FromSeconds(3) });
    }

    /// <summary>Whether a chain is configured.</summary>
    public bool IsConfigured => Rpc is not null;

    /// <summary>The network it was when it was last asked, as CAIP-2; null: it has not answered yet.</summary>
    public string? Network { get; private set; }

    internal IEvmRpc? Rpc { get; }

    /// <summary>The network, asked for when it is not known yet; null: the chain does not answer.</summary>
    public async ValueTask<string?> FindNetworkAsync(CancellationToken cancellationToken) =>
        Network ?? await AskAsync(async rpc => Network = NetworkId.Evm(await rpc.SendAsync(EvmRpcCalls.ChainId(), cancellationToken)).ToString());

    /// <summary>The number of the latest block; null: the chain does not answer.</summary>
    public async Task<ulong?> LatestAsync(CancellationToken cancellationToken) =>
        await AskAsync(async rpc => (ulong?)await rpc.SendAsync(EvmRpcCalls.BlockNumber(), cancellationToken));

    /// <summary>The chain as it is now; null: it does not answer.</summary>
    public Task<ChainOverview?> OverviewAsync(IReadOnlyList<(string Role, string Address)> accounts, CancellationToken cancellationToken) => AskAsync(async rpc =>
    {
        var (client, id, latest) = (ChainCalls.Client(), EvmRpcCalls.ChainId(), EvmRpcCalls.BlockNumber());
        await rpc.SendAsync([client, id, latest], cancellationToken);
        var token = TokenOf(id.Result);
        var tokenAddress = EvmAddress.Parse(token.Address);
        Network = NetworkId.Evm(id.Result).ToString();

        var blocks = new List<EvmRpcCall<ChainBlock?>>();
        for (var back = 0UL; back < MostBlocks && back <= latest.Result; back++)
            blocks.Add(ChainCalls.Block(latest.Result - back));
        var (tokenCode, multicallCode) = (EvmRpcCalls.Code(tokenAddress), EvmRpcCalls.Code(Multicall3.Address));
        var supply = EvmRpcCalls.Call(new(tokenAddress, s_totalSupply));
        var looks = accounts.Where(static account => EvmAddress.TryParse(account.Address, out _)).Select(account => new AccountLook(account.Role, EvmAddress.Parse(account.Address), tokenAddress)).ToList();
        await rpc.SendAsync([.. blocks, tokenCode, multicallCode, supply, .. looks.SelectMany(static look => look.Calls)], cancellationToken);

        return new ChainOverview
        {
            Network = Network,
            Client = client.Result,
            IsDevelopment = IsDevelopment(client.Result),
            Blocks = [.. blocks.Select(static block => block.Result).OfType<ChainBlock>()],
            Contracts =
            [
                new(token.Eip712Name ?? token.Symbol, token.Address, tokenCode.Result.Length, Dollars(supply.Result, token)),
                new("Multicall3", Multicall3.Address.ToString(), multicallCode.Result.Length, null),
            ],
            Accounts = [.. looks.Select(look => new ChainAccount(look.Role, look.Address.ToString(), Coin(look.Balance.Result), Dollars(look.Dollars.Result, token) ?? "–", look.Sent.Result))],
        };
    });

    /// <summary>A block; null: there is none, or the chain does not answer.</summary>
    public Task<ChainBlock?> BlockAsync(ulong number, CancellationToken cancellationToken) =>
        AskAsync(rpc => rpc.SendAsync(ChainCalls.Block(number), cancellationToken));

    /// <summary>A transaction, decoded; null: there is none, or the chain does not answer.</summary>
    public Task<ChainTransaction?> TransactionAsync(string hash, CancellationToken cancellationToken) => AskAsync(async rpc =>
    {
        if (!Hash32.TryParse(hash, out var id))
            return null;
        var (sent, receipt, chainId) = (ChainCalls.Transaction(id), EvmRpcCalls.Receipt(id), EvmRpcCalls.ChainId());
        await rpc.SendAsync([sent, receipt, chainId], cancellationToken);
        return sent.Result.ValueKind == JsonValueKind.Object ? Decode(sent.Result, receipt.Result, NetworkId.Evm(chainId.Result).ToString()) : null;
    });

    /// <summary>Whether the node is one whose money is worth nothing.</summary>
    internal static bool IsDevelopment(string client) => client.StartsWith("anvil/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The dollar of a chain: that of the public network whose id it has, else the development dollar.</summary>
    internal static AssetInfo TokenOf(ulong chainId)
    {
        var network = NetworkId.Evm(chainId);
        return AssetRegistry.Default.TryGetDefault(network, out var asset) ? asset : new AssetInfo(network, KnownAssets.DevelopmentDollarAddress, "xUSD", 6, "X402 Development Dollar", "1");
    }

    private static ChainTransaction Decode(JsonElement sent, TransactionReceipt? receipt, string network)
    {
        var to = sent.TryGetProperty("to", out var target) && target.ValueKind == JsonValueKind.String && EvmAddress.TryParse(target.GetString(), out var address) ? address.ToString() : null;
        var decoder = new CallDecoder(network);
        return new ChainTransaction
        {
            Hash = sent.GetProperty("hash").GetString()!,
            From = EvmAddress.Parse(sent.GetProperty("from").GetString()).ToString(),
            To = to,
            Nonce = ChainCalls.Number(sent.GetProperty("nonce")),
            Value = ChainCalls.Quantity(sent.GetProperty("value")),
            Block = receipt?.BlockNumber,
            Succeeded = receipt?.Succeeded,
            GasUsed = receipt?.GasUsed,
            GasPrice = receipt?.EffectiveGasPrice,
            Calls = decoder.Calls(to, Hex.Decode(sent.GetProperty("input").GetString())),
            Events = [.. (receipt?.Logs ?? []).Select(log => decoder.Event(log.Address, log.Topics, log.Data.Span))],
        };
    }

    private static string? Dollars(EvmCallResult answer, AssetInfo token) =>
        answer is { Succeeded: true, Data.Length: 32 } ? MoneyText.Of(UInt256.FromBigEndian(answer.Data.Span).ToString(), token.Network.ToString(), token.Address) : null;

    // four digits are enough to see whether gas runs out
    private static string Coin(UInt256 wei)
    {
        var tenThousandths = (BigInteger)wei / BigInteger.Pow(10, 14);
        return $"{(tenThousandths / 10_000).ToString("N0", CultureInfo.InvariantCulture)}.{(tenThousandths % 10_000).ToString("0000", CultureInfo.InvariantCulture)} ETH";
    }

    private async Task<T?> AskAsync<T>(Func<IEvmRpc, Task<T?>> ask)
    {
        if (Rpc is null)
            return default;
        try
        {
            return await ask(Rpc);
        }
        catch (Exception exception) when (exception is EvmRpcException or FormatException or KeyNotFoundException)
        {
            return default;
        }
    }

    private sealed record AccountLook(string Role, EvmAddress Address, EvmAddress Token)
    {
        public EvmRpcCall<UInt256> Balance { get; } = EvmRpcCalls.Balance(Address);

        public EvmRpcCall<EvmCallResult> Dollars { get; } = EvmRpcCalls.Call(new(Token, Eip3009Token.BalanceOf(Address)));

        public EvmRpcCall<ulong> Sent { get; } = EvmRpcCalls.TransactionCount(Address);

        public IEnumerable<EvmRpcCall> Calls => [Balance, Dollars, Sent];
    }
}
