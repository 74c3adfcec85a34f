namespace X402.ShopContracts.Summaries;

/// <summary>What to summarise.</summary>
/// <param name="Text">The text, up to 100,000 characters.</param>
/// <param name="Sentences">How many sentences to keep, 1 to 10; 3 by default.</param>
public sealed record SummaryRequest(string Text, int? Sentences = null);
