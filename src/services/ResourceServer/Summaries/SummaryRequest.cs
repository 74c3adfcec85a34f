namespace X402.ResourceServer.Summaries;

/// <summary>The body of <c>POST /summarize</c>.</summary>
/// <param name="Text">The text, up to 100,000 characters.</param>
/// <param name="Sentences">How many sentences to keep, 1 to 10; 3 by default.</param>
internal sealed record SummaryRequest(string? Text, int? Sentences);
