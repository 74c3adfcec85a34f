using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using X402.Evm;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Facilitators;
using X402.Money;
using X402.Protocol;
using X402.TestSupport.Chain;
using X402.TestSupport.Redis;
using X402.TestSupport.Stack;

namespace X402.Campaign.Throughput;

/// <summary>Many callers settle at once through two facilitators with four relayers, on a chain with a block per second.</summary>
internal static class ThroughputRun
{
    private const ulong Price = 10_000;
    private const ulong BlockGas = 300_000_000;

    // accounts of the chain: these relay, #1 is paid, those pay
    private static readonly int[] s_relayers = [0, 6, 7, 8];
    private static readonly int[] s_payers = [2, 3, 4, 5];

    public static async Task<ThroughputResult> RunAsync(ThroughputOptions options, CancellationToken cancellationToken)
    {
        await using var chain = await AnvilProcess.StartAsync(new AnvilOptions { BlockTime = TimeSpan.FromSeconds(1), GasLimit = BlockGas }, cancellationToken);
        await using var redis = await RedisProcess.StartAsync(cancellationToken: cancellationToken);
        var settings = PaymentStack.FacilitatorSettings(chain, redis, Settings(chain, options));
        await using var one = await ServiceProcess.StartAsync("Facilitator", settings, cancellationToken);
        await using var other = await ServiceProcess.StartAsync("Facilitator", settings, cancellationToken);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = options.Callers }) { BaseAddress = one.Url, Timeout = Timeout.InfiniteTimeSpan };
        using var otherHttp = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = options.Callers }) { BaseAddress = other.Url, Timeout = Timeout.InfiniteTimeSpan };
        HttpFacilitator[] facilitators = [new(http, TimeProvider.System), new(otherHttp, TimeProvider.System)];

        // both have their relayers and their code is compiled before the clock runs
        var warmUp = await SignAsync(chain, 64, cancellationToken);
        await SettleAsync(facilitators, warmUp, callers: 32, cancellationToken);
        var before = await chain.BalanceOfAsync(chain.Accounts[1].Address, cancellationToken: cancellationToken);
        var first = await chain.Rpc.SendAsync(EvmRpcCalls.BlockNumber(), cancellationToken) + 1;
        var payments = await SignAsync(chain, options.Payments, cancellationToken);

        var started = Stopwatch.GetTimestamp();
        var outcomes = await SettleAsync(facilitators, payments, options.Callers, cancellationToken);
        var duration = Stopwatch.GetElapsedTime(started);

        var settled = outcomes.Count(static outcome => outcome.Receipt.Success);
        var received = await chain.BalanceOfAsync(chain.Accounts[1].Address, cancellationToken: cancellationToken) - before;
        var findings = new List<string>();
        foreach (var reason in outcomes.Where(static outcome => !outcome.Receipt.Success).CountBy(static outcome => outcome.Receipt.ErrorReason ?? "no reason"))
            findings.Add($"{reason.Value} times {reason.Key}");
        if (received != (UInt256)Price * (ulong)settled)
            findings.Add($"{settled} were settled and {received} arrived");
        findings.AddRange(await FindGapsAsync(chain, cancellationToken));
        var (transactions, gas) = await ReadGasAsync(chain, first, cancellationToken);
        var latencies = outcomes.Select(static outcome => outcome.Latency).Order().ToArray();
        return new()
        {
            Options = options,
            Duration = duration,
            Median = latencies[latencies.Length / 2],
            Slowest1Percent = latencies[latencies.Length * 99 / 100],
            Settled = settled,
            Transactions = transactions,
            Gas = gas,
            Findings = findings,
        };
    }

    private static Dictionary<string, string?> Settings(AnvilProcess chain, ThroughputOptions options)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Facilitator__Networks__0__BlockTime"] = "00:00:01",
            ["Facilitator__Networks__0__BatchSize"] = options.BatchSize.ToString(CultureInfo.InvariantCulture),
        };
        for (var i = 0; i < s_relayers.Length; i++)
            settings[string.Create(CultureInfo.InvariantCulture, $"Facilitator__Networks__0__RelayerKeys__{i}")] = chain.Accounts[s_relayers[i]].PrivateKey;
        return settings;
    }

    private static async Task<FacilitatorRequest[]> SignAsync(AnvilProcess chain, int count, CancellationToken cancellationToken)
    {
        var requirements = new PaymentRequirements
        {
            Scheme = "exact",
            Network = chain.Network.ToString(),
            Amount = Price.ToString(CultureInfo.InvariantCulture),
            Asset = chain.Token.Address,
            PayTo = chain.Accounts[1].Address.ToString(),
            MaxTimeoutSeconds = 300,
            Extra = JsonElement.Parse($$"""{"name":"{{chain.Token.Eip712Name}}","version":"{{chain.Token.Eip712Version}}"}"""),
        };
        var offer = new PaymentRequired { X402Version = ProtocolVersion.V2, Resource = new() { Url = "https://shop.example/thing" }, Accepts = [requirements] };
        var clients = s_payers.Select(payer => new ExactEvmClient(PrivateKeySigner.FromHex(chain.Accounts[payer].PrivateKey), TimeProvider.System, new())).ToArray();
        var payments = new FacilitatorRequest[count];
        for (var i = 0; i < count; i++)
            payments[i] = new(ProtocolVersion.V2, (await clients[i % clients.Length].SignAsync(requirements, offer, cancellationToken)).Payload, requirements);
        return payments;
    }

    private static async Task<IReadOnlyCollection<(SettleResponse Receipt, TimeSpan Latency)>> SettleAsync(
        HttpFacilitator[] facilitators, FacilitatorRequest[] payments, int callers, CancellationToken cancellationToken)
    {
        var outcomes = new ConcurrentQueue<(SettleResponse, TimeSpan)>();
        await Parallel.ForAsync(0, payments.Length, new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var started = Stopwatch.GetTimestamp();
            var receipt = await facilitators[i % facilitators.Length].SettleAsync(payments[i], token);
            outcomes.Enqueue((receipt, Stopwatch.GetElapsedTime(started)));
        });
        return outcomes;
    }

    private static async Task<IReadOnlyList<string>> FindGapsAsync(AnvilProcess chain, CancellationToken cancellationToken)
    {
        var findings = new List<string>();
        foreach (var relayer in s_relayers.Select(index => chain.Accounts[index].Address))
        {
            var (latest, pending) = (EvmRpcCalls.TransactionCount(relayer), EvmRpcCalls.TransactionCount(relayer, BlockTag.Pending));
            await chain.Rpc.SendAsync([latest, pending], cancellationToken);
            if (latest.Result != pending.Result)
                findings.Add($"relayer {relayer} has {pending.Result - latest.Result} transactions in no block");
        }
        return findings;
    }

    private static async Task<(ulong Transactions, ulong Gas)> ReadGasAsync(AnvilProcess chain, ulong first, CancellationToken cancellationToken)
    {
        var (transactions, gas) = (0UL, 0UL);
        var head = await chain.Rpc.SendAsync(EvmRpcCalls.BlockNumber(), cancellationToken);
        for (var block = first; block <= head; block++)
        {
            foreach (var receipt in await chain.Rpc.SendAsync(EvmRpcCalls.BlockReceipts(BlockTag.Number(block)), cancellationToken) ?? [])
            {
                transactions++;
                gas += receipt.GasUsed;
            }
        }
        return (transactions, gas);
    }
}
