using X402.ShopContracts.Summaries;

namespace X402.ResourceServer.Summaries;

/// <summary>Summarises texts. What cannot be summarised is refused, and a refused request is not charged.</summary>
internal sealed class SummaryDesk : ISummaryApi
{
    private const int MaxCharacters = 100_000;
    private const int MaxSentences = 10;
    private const int DefaultSentences = 3;

    public Task<Answer<TextSummary>> SummarizeAsync(SummaryRequest request) => Task.FromResult(Summarize(request));

    private static Answer<TextSummary> Summarize(SummaryRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Text))
            return Refuse("Send the text to summarise.");
        if (request.Text.Length > MaxCharacters)
            return Refuse($"The text has {request.Text.Length} characters; at most {MaxCharacters} can be summarised at once.");
        if (request.Sentences is < 1 or > MaxSentences)
            return Refuse($"Ask for 1 to {MaxSentences} sentences.");
        var (kept, read) = Summarizer.Summarize(request.Text, request.Sentences ?? DefaultSentences);
        return new TextSummary(string.Join(' ', kept), kept.Count, read);
    }

    private static AnswerRefusal Refuse(string problem) => new(StatusCodes.Status400BadRequest, problem);
}
