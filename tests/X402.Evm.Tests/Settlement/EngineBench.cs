using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using X402.Assets;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Evm.Settlement;
using X402.Networks;
using X402.Protocol;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>The parts of a settlement engine around a <see cref="PaperNode"/>, and payments for it.</summary>
internal sealed class EngineBench : IDisposable
{
    private const string Network = "eip155:84532";
    private const string Token = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private const string Payer = "0x2222222222222222222222222222222222222222";
    private const string Payee = "0x3333333333333333333333333333333333333333";

    private readonly ExactEvmSettlementScheme _scheme;
    private readonly InMemoryRelayerLeases _leases;
    private readonly Broadcaster _broadcaster;
    private readonly PrivateKeyRelayerSigner _signer;

    public EngineBench(EvmNetworkOptions? options = null)
    {
        options ??= new();
        _leases = new(Time);
        _scheme = new(NetworkId.Parse(Network), new(NetworkId.Parse(Network), Node, Time, new()), AssetRegistry.Default);
        Chain = new ChainContext
        {
            Network = Network,
            ChainId = 84532,
            Options = options,
            Rpc = Node,
            Witnesses = Witnesses.One(Node),
            Journal = new InMemorySettlementJournal(Time, _leases),
            Schemes = new Dictionary<string, IEvmSettlementScheme> { [ExactScheme.Name] = _scheme },
            Time = Time,
            Logger = NullLogger.Instance,
            GasBudget = new(options, Time, NullLogger.Instance),
            Queue = new(Time),
            Identity = new(IsDevelopment: false, Network, HasMulticall: true),
        };
        _broadcaster = new(Node, NullLogger.Instance);
        Judge = new(Chain, new EvidenceFinder(Chain.Witnesses, options.LogLookback));
        Minder = new(Chain, Judge, _broadcaster);
        Watcher = new(Chain, Judge, Minder);
        Assert.True(PrivateKeyRelayerSigner.TryCreate(new string('7', 64), out var signer));
        _signer = signer;
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public PaperNode Node { get; } = new();

    public ChainContext Chain { get; }

    public ChainWatcher Watcher { get; }

    public SettlementJudge Judge { get; }

    public TransactionMinder Minder { get; }

    public ISettlementJournal Journal => Chain.Journal;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A request to settle a payment; requests with the same nonce are for the same payment.</summary>
    public FacilitatorRequest Request(int nonce, ulong amount)
    {
        var requirements = new PaymentRequirements
        {
            Scheme = ExactScheme.Name,
            Network = Network,
            Asset = Token,
            Amount = $"{amount}",
            PayTo = Payee,
            MaxTimeoutSeconds = 600,
            Extra = JsonElement.Parse("""{"name":"USDC","version":"2"}"""),
        };
        var payload = JsonElement.Parse($$"""
            {
              "signature": "0x{{new string('1', 130)}}",
              "authorization":
              {
                "from": "{{Payer}}", "to": "{{Payee}}", "value": "{{amount}}", "validAfter": "0",
                "validBefore": "{{Time.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds()}}", "nonce": "0x{{nonce:x64}}"
              }
            }
            """);
        return new(ProtocolVersion.V2, new() { X402Version = ProtocolVersion.V2, Scheme = ExactScheme.Name, Network = Network, Payload = payload, Accepted = requirements }, requirements);
    }

    public async Task<SettlementItem> AcceptAsync(FacilitatorRequest request)
    {
        var call = _scheme.TryBuildCall(request)!;
        var now = Time.GetUtcNow();
        var record = new SettlementRecord
        {
            Id = call.Id,
            Version = 1,
            State = SettlementState.Accepted,
            Request = request,
            Payer = Payer,
            ValidBefore = call.ValidBefore,
            UpdatedAt = now,
            History = [new(SettlementState.Accepted, now)],
        };
        var (isNew, accepted) = await Journal.AcceptAsync(record, Cancellation);
        Assert.True(isNew);
        return new(accepted, call);
    }

    public Task<SettlementItem> AcceptAsync(int nonce, ulong amount = 10_000) => AcceptAsync(Request(nonce, amount));

    /// <summary>Takes a step as another process would: no item here knows of it.</summary>
    public async Task<SettlementRecord> StepAsync(SettlementRecord record, SettlementState to)
    {
        var step = new SettlementAdvance { Id = record.Id, Version = record.Version, To = to, Reason = PaymentReasons.RelayerUnavailable.Code, At = Time.GetUtcNow() };
        return (await Journal.AdvanceAsync([step], Cancellation))[0]!;
    }

    /// <summary>Withdraws a payment and accepts it anew with another amount.</summary>
    public async Task<SettlementItem> AcceptAnewAsync(SettlementItem former, int nonce, ulong amount)
    {
        await StepAsync(former.Record, SettlementState.Withdrawn);
        return await AcceptAsync(nonce, amount);
    }

    public async Task<SettlementRecord> FindAsync(SettlementItem item) => (await Journal.FindAsync(item.Call.Id, Cancellation))!;

    public async Task<Relayer> EmployAsync()
    {
        var lease = await _leases.AcquireAsync(RelayerTransactionId.LeaseNameOf(Network, _signer.Address.ToLowerString()), "bench", TimeSpan.FromDays(1), Cancellation);
        return new(Chain, _signer, lease!, new FeeOracle(Node, Chain.Options, Time), _broadcaster, Watcher);
    }

    /// <summary>The receipt of a transaction in which nothing but this payment happened.</summary>
    public TransactionReceipt ReceiptOf(SettlementItem item, string hash)
    {
        var authorization = item.Record.Request.Payload.Payload.GetProperty("authorization");
        var (token, from, to) = (EvmAddress.Parse(Token), Topic(Payer), Topic(Payee));
        var value = new byte[Hash32.Size];
        BitConverter.TryWriteBytes(value, ulong.Parse(authorization.GetProperty("value").GetString()!, null));
        value.AsSpan().Reverse();
        EvmLog used = new(token, [Eip3009Token.AuthorizationUsedTopic, from, Hash32.Parse(authorization.GetProperty("nonce").GetString()!)], default, default, 100, 0);
        EvmLog transfer = new(token, [Eip3009Token.TransferTopic, from, to], value, default, 100, 1);
        return new() { TransactionHash = Hash32.Parse(hash), BlockNumber = 100, BlockHash = Hash32.Keccak("100"u8), Succeeded = true, GasUsed = 50_000, EffectiveGasPrice = 1UL, Logs = [used, transfer] };
    }

    public BlockHeader Head { get; } = new(100, Hash32.Keccak("100"u8), Hash32.Keccak("99"u8), 0, 0, 0);

    public void Dispose()
    {
        Watcher.Dispose();
        _signer.Dispose();
    }

    private static Hash32 Topic(string address)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        EvmAddress.Parse(address).WriteWord(word);
        return new(word);
    }
}
