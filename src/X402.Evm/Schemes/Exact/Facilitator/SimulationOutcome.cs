using X402.Evm.Abi;

namespace X402.Evm.Schemes.Exact;

/// <summary>What a simulated transfer did.</summary>
internal readonly record struct SimulationOutcome(SimulationResult Result, RevertReason Revert = default)
{
    public static SimulationOutcome Moves { get; } = new(SimulationResult.Moves);

    public static SimulationOutcome MovesSomethingElse { get; } = new(SimulationResult.MovesSomethingElse);

    public static SimulationOutcome NoMulticall { get; } = new(SimulationResult.NoMulticall);

    public static SimulationOutcome Reverts(RevertReason reason) => new(SimulationResult.Reverts, reason);
}
