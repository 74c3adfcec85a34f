namespace X402.Hosting.Local.Resources;

/// <summary>A program, its arguments, and where it runs.</summary>
internal sealed record ProcessCommand(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory);
