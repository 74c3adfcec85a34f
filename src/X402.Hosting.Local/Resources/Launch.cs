namespace X402.Hosting.Local.Resources;

/// <summary>Everything that is needed to start a process.</summary>
internal sealed record Launch(ProcessCommand Command, IReadOnlyDictionary<string, string> Environment);
