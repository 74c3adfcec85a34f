using X402.Contracts;

namespace X402.TestSupport.Chain;

/// <summary>How a chain for a test is started.</summary>
public sealed record AnvilOptions
{
    /// <summary>31337, or 84532 to pose as Base Sepolia with the token at its USDC address.</summary>
    public ulong ChainId { get; init; } = DevelopmentChain.DefaultChainId;

    /// <summary>Time between blocks, whole seconds; <see langword="null"/>: each transaction is mined at once.</summary>
    public TimeSpan? BlockTime { get; init; }

    /// <summary>Whether blocks come only on <see cref="AnvilProcess.MineAsync"/>; excludes <see cref="BlockTime"/>.</summary>
    public bool MineOnDemand { get; init; }

    /// <summary>Gas per block; <see langword="null"/>: Anvil's 30 million, which hold about 430 payments.</summary>
    public ulong? GasLimit { get; init; }

    /// <summary>Whether the development contracts are put on the chain and accounts #2 to #9 get 1,000 dollars each.</summary>
    public bool WithContracts { get; init; } = true;

    /// <summary>More arguments for <c>anvil</c>.</summary>
    public IReadOnlyList<string> MoreArguments { get; init; } = [];
}
