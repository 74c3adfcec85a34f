namespace X402.ShopContracts.Summaries;

/// <summary>Sells summaries.</summary>
[PaidApi(typeof(ShopJson))]
public interface ISummaryApi
{
    /// <summary>The most telling sentences of a text of up to 100,000 characters.</summary>
    /// <param name="request">The text.</param>
    [PaidPost("/summarize", "$0.05")]
    Task<Answer<TextSummary>> SummarizeAsync(SummaryRequest request);
}
