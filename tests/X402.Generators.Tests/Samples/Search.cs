namespace X402.Generators.Tests.Samples;

public sealed record Search(IReadOnlyList<string> Words, bool Exact = false, string? Author = null);
