namespace X402.Evm.Schemes.Exact;

/// <summary>The kinds of outcome of a simulated transfer.</summary>
internal enum SimulationResult
{
    /// <summary>The recipient gets exactly the amount, as far as can be seen.</summary>
    Moves,

    /// <summary>The transfer returns, and the recipient's balance grows by another amount or cannot be read.</summary>
    MovesSomethingElse,

    /// <summary>The transfer is reverted.</summary>
    Reverts,

    /// <summary>There is no Multicall3 here; nothing is known yet.</summary>
    NoMulticall,
}
