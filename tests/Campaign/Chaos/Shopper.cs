using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using X402.Client;
using X402.Evm;
using X402.TestSupport.Stack;

namespace X402.Campaign.Chaos;

/// <summary>
/// Somebody who buys without end through the real client with a journal on disk, loses patience now and then, and now and then is a new process
/// that has nothing but the journal.
/// </summary>
internal sealed class Shopper : IAsyncDisposable
{
    /// <summary>What a shopper starts with, in atomic units.</summary>
    public const ulong Funds = 1_000_000_000;

    private const string ClientName = "shopper";
    private const double ImpatientShare = 0.06;
    private const double CrashShare = 0.04;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly ChaosStack _stack;
    private readonly Buyer _account;
    private readonly Random _random;
    private readonly int _number;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("x402-shopper-");
    private readonly AuditTrail _audit = new();
    private readonly ConcurrentQueue<TimeSpan> _latencies = new();
    private ServiceProvider _process;

    private Shopper(ChaosStack stack, Buyer account, int number, int seed)
    {
        (_stack, _account, _number, _random) = (stack, account, number, new Random(seed));
        _process = Begin();
    }

    public EvmAddress Address => _account.Address;

    /// <summary>Everything it wanted, in order; only the last one may be undelivered.</summary>
    public List<Order> Orders { get; } = [];

    /// <summary>Every decision about money.</summary>
    public IReadOnlyCollection<PurchaseAuditEntry> Audit => _audit.Entries;

    /// <summary>How long deliveries took since this was last asked, from the first attempt on.</summary>
    public IEnumerable<TimeSpan> TakeLatencies()
    {
        while (_latencies.TryDequeue(out var latency))
            yield return latency;
    }

    /// <summary>How often it came back as a new process.</summary>
    public int Crashes { get; private set; }

    public static async Task<Shopper> CreateAsync(ChaosStack stack, int number, int seed, CancellationToken cancellationToken) =>
        new(stack, await Buyer.CreateAsync(stack.Chain, Funds, cancellationToken), number, seed);

    /// <summary>Buys until it is told to stop, and then until it has what it has begun to buy.</summary>
    public async Task RunAsync(bool moody, CancellationToken stop, CancellationToken giveUp)
    {
        while (!stop.IsCancellationRequested)
        {
            var order = new Order($"order-{Orders.Count}", CityOf(Orders.Count), isUpfront: _random.Next(2) == 0);
            Orders.Add(order);
            var started = Stopwatch.GetTimestamp();
            while (!giveUp.IsCancellationRequested && !await TryAsync(order, moody && !stop.IsCancellationRequested, giveUp))
                await PauseAsync(300, giveUp);
            if (order.Receipt is not null)
                _latencies.Enqueue(Stopwatch.GetElapsedTime(started));
            await PauseAsync(150, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _account.Dispose();
        _home.Delete(recursive: true);
    }

    private async Task<bool> TryAsync(Order order, bool moody, CancellationToken giveUp)
    {
        if (moody && _random.NextDouble() < CrashShare)
        {
            Crashes++;
            await _process.DisposeAsync();
            _process = Begin();
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        patience.CancelAfter(moody && _random.NextDouble() < ImpatientShare ? TimeSpan.FromMilliseconds(_random.Next(1_500)) : s_patience);
        order.Attempts++;
        try
        {
            var http = _process.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_stack.Front.Url, $"/{(order.IsUpfront ? "upfront" : "after")}/{order.City}")).SetPurchaseKey(order.Key);
            using var answer = await http.SendAsync(request, patience.Token);
            var body = await answer.Content.ReadAsStringAsync(patience.Token);
            if (answer.StatusCode == HttpStatusCode.OK && body == $"goods for {order.City}" && answer.GetPaymentReceipt() is { } receipt)
            {
                order.Receipt = receipt;
                return true;
            }
            order.LastWords = $"{(int)answer.StatusCode}: {body}";
        }
        catch (Exception exception) when (exception is PaymentException or HttpRequestException or OperationCanceledException or IOException or SocketException)
        {
            order.LastWords = $"{exception.GetType().Name}: {exception.Message}";
        }
        return false;
    }

    private ServiceProvider Begin()
    {
        var services = new ServiceCollection();
        services.AddHttpClient(ClientName)
            // new connections are shared out among the servers
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(2) })
            .AddX402Payments(static options => options.ClockSkew = TimeSpan.FromSeconds(2))
            .AddEvmSigner(_account.PrivateKey)
            .AddEvmEvidence(_stack.Chain.Network.ToString(), _stack.Chain.RpcUrl)
            .AddPurchaseJournal(Path.Combine(_home.FullName, "journal.jsonl"))
            .AddPurchaseAudit(_ => _audit);
        return services.BuildServiceProvider();
    }

    private async Task PauseAsync(int longest, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_random.Next(longest), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // no more pauses
        }
    }

    // a name of its own per order
    private string CityOf(int order)
    {
        var letters = $"{_number:d2}{order:d6}".Select(static digit => (char)('a' + digit - '0'));
        return $"town-{string.Concat(letters)}";
    }
}
