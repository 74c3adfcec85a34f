namespace X402.Evm.Settlement;

/// <summary>One chain and how payments are settled on it.</summary>
public sealed class EvmNetworkOptions
{
    /// <summary>The CAIP-2 network, for example <c>eip155:8453</c>.</summary>
    public string Network { get; set; } = "";

    /// <summary>The node's JSON-RPC address. The connection string <c>chain</c> stands in for it where there is only one network.</summary>
    public string? RpcUrl { get; set; }

    /// <summary>More nodes, asked in this order when the ones before do not answer.</summary>
    public IList<string> RpcUrls { get; } = [];

    /// <summary>
    /// How many of these nodes have to tell the same of a settlement, its receipt and its block, before it is answered as settled or as failed; 1, the
    /// default, believes any of them. With 2 or more a single node that lies or went astray can delay an answer and not make one up; the nodes
    /// should have nothing to do with each other.
    /// </summary>
    public int EvidenceQuorum { get; set; } = 1;

    /// <summary>
    /// The private keys of the relayers, which pay the gas: 32 bytes, <c>0x</c> hexadecimal. From user secrets, environment or a vault, never
    /// from a committed file. Each is used by one process at a time; more keys settle more at once.
    /// </summary>
    public IList<string> RelayerKeys { get; } = [];

    /// <summary>After how many blocks a settlement is answered as settled; 1, the default, is the block that includes it.</summary>
    public int Confirmations { get; set; } = 1;

    /// <summary>
    /// After how many blocks nothing changes any more: reorganisations are watched for so long. <see langword="null"/>: 12, and on a
    /// development chain <see cref="Confirmations"/>.
    /// </summary>
    public int? FinalityDepth { get; set; }

    /// <summary>The time between blocks, which decides how often the chain is asked; <see langword="null"/> where it is not known.</summary>
    public TimeSpan? BlockTime { get; set; }

    /// <summary>The most a unit of gas may cost, in gwei. Above it nothing is sent.</summary>
    public ulong MaxFeePerGasGwei { get; set; } = 500;

    /// <summary>The least to bid for the block's producer, in wei per gas.</summary>
    public ulong MinPriorityFeeWei { get; set; } = 1_000_000;

    /// <summary>The most gas money one settlement may cost, in gwei; 0, the default, is no limit.</summary>
    public ulong MaxCostPerSettlementGwei { get; set; }

    /// <summary>
    /// The most gas money that payments of one payer may cost in a <see cref="GasBudgetPeriod"/>, in gwei; 0, the default, is no limit. Each process counts
    /// what its own relayers spend, and what is on its way at its highest price.
    /// </summary>
    public ulong MaxGasCostPerPayerGwei { get; set; }

    /// <summary>The most gas money that payments in one token may cost in a <see cref="GasBudgetPeriod"/>, in gwei; 0, the default, is no limit.</summary>
    public ulong MaxGasCostPerAssetGwei { get; set; }

    /// <summary>After how long gas budgets begin anew.</summary>
    public TimeSpan GasBudgetPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// After how many failed settlements in a row, on chain and in one token, the token is paused; 0 is never. One whose transaction is in a block
    /// and about which the token's answers prove nothing for some seconds counts as failed here.
    /// </summary>
    public int FailuresBeforePause { get; set; } = 20;

    /// <summary>How long a token is paused whose settlements fail. The first ones after it are a trial: one failure pauses it again.</summary>
    public TimeSpan FailurePause { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many settlements share a transaction at most; 1 to 100. Only those that wait at the same time do.</summary>
    public int BatchSize { get; set; } = 50;

    /// <summary>How many transactions a relayer may have outside a block; 1 to 1,000. Many nodes accept 16 to 64 per account.</summary>
    public int MaxInFlight { get; set; } = 32;

    /// <summary>After how long in the pool a transaction gets a higher fee, as far as the limits allow and the relayer's money goes; otherwise it is only sent again.</summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a caller of settle waits at most for the chain, where neither it nor the requirements say less.</summary>
    public TimeSpan SettleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a process that died keeps its relayers from others.</summary>
    public TimeSpan RelayerLease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often open settlements of this and of lost processes are looked after.</summary>
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long nobody may have touched an open settlement before another process looks after it too.</summary>
    public TimeSpan AdoptAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Factories whose smart wallets may be created on the way (ERC-6492). Empty, the default: none, because each is a contract we call and pay for.
    /// </summary>
    public IList<string> AllowedWalletFactories { get; } = [];

    /// <summary>How many blocks back the chain is searched for a payment that somebody else submitted; nodes limit such searches.</summary>
    public int LogLookback { get; set; } = 2_000;
}
