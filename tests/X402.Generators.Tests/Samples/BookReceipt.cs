namespace X402.Generators.Tests.Samples;

/// <summary>What became of an added page.</summary>
public sealed record BookReceipt(int Length);
