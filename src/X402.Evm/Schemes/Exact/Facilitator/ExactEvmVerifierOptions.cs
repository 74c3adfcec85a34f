namespace X402.Evm.Schemes.Exact;

/// <summary>The limits of verification.</summary>
public sealed record ExactEvmVerifierOptions
{
    /// <summary>How long an authorization must still be valid, so that it can be settled: 6 seconds, as the protocol says.</summary>
    public TimeSpan SettleMargin { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// How much longer than the requirements' <c>maxTimeoutSeconds</c> an authorization may be valid (SG-07). Clients of the reference use
    /// exactly that time; the slack is for clocks that are ahead. An authorization that lives on is one that must be remembered.
    /// </summary>
    public TimeSpan MaxLifetimeSlack { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The gas that simulating a transfer may use, a contract wallet's own check included.</summary>
    public ulong SimulationGas { get; init; } = 2_000_000;

    /// <summary>The gas that a contract wallet may use to check a signature (SG-28).</summary>
    public ulong WalletGas { get; init; } = 1_000_000;

    /// <summary>Factories whose wallets may be created on the way (ERC-6492). Empty: none, because each is a contract we call and pay for.</summary>
    public IReadOnlySet<EvmAddress> AllowedFactories { get; init; } = new HashSet<EvmAddress>();

    /// <summary>Whether this chain has Multicall3 at its canonical address; asked of the chain when <see langword="null"/>.</summary>
    public bool? HasMulticall { get; init; }
}
