namespace Benchmarks.Macro.Load;

/// <summary>A process whose costs are measured. Replicas have the same name and are added up.</summary>
internal readonly record struct Part(string Name, int ProcessId);
