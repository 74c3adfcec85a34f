namespace X402.Generators.Tests.Samples;

/// <summary>A page.</summary>
public sealed record BookPage(int Book, int Page, string Text);
