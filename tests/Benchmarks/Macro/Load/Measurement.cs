namespace Benchmarks.Macro.Load;

/// <summary>What a load did, and what it cost whom.</summary>
/// <param name="Load">The answers.</param>
/// <param name="CpuMicroseconds">Processor time per successful request, by part, in the order of the parts.</param>
internal sealed record Measurement(LoadResult Load, IReadOnlyList<(string Part, double Microseconds)> CpuMicroseconds);
