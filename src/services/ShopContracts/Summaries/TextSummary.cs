namespace X402.ShopContracts.Summaries;

/// <summary>A summary made of a text's own sentences.</summary>
/// <param name="Summary">The most telling sentences, in the order of the text.</param>
/// <param name="SentencesKept">How many.</param>
/// <param name="SentencesRead">Of how many.</param>
public sealed record TextSummary(string Summary, int SentencesKept, int SentencesRead);
