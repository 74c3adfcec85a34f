using Microsoft.AspNetCore.Http.HttpResults;

namespace X402.ResourceServer.Summaries;

/// <summary>A summary made of a text's own sentences.</summary>
/// <param name="Summary">The most telling sentences, in the order of the text.</param>
/// <param name="SentencesKept">How many.</param>
/// <param name="SentencesRead">Of how many.</param>
internal sealed record TextSummary(string Summary, int SentencesKept, int SentencesRead)
{
    private const int MaxCharacters = 100_000;
    private const int MaxSentences = 10;
    private const int DefaultSentences = 3;

    /// <summary><c>POST /summarize</c>. What cannot be summarised is refused, and a refused request is not charged.</summary>
    public static Results<Ok<TextSummary>, ValidationProblem> Of(SummaryRequest request)
    {
        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(request.Text))
            errors["text"] = ["Send the text to summarise."];
        else if (request.Text.Length > MaxCharacters)
            errors["text"] = [$"The text has {request.Text.Length} characters; at most {MaxCharacters} can be summarised at once."];
        if (request.Sentences is < 1 or > MaxSentences)
            errors["sentences"] = [$"Ask for 1 to {MaxSentences} sentences."];
        if (errors.Count > 0)
            return TypedResults.ValidationProblem(errors);

        var (kept, read) = Summarizer.Summarize(request.Text!, request.Sentences ?? DefaultSentences);
        return TypedResults.Ok(new TextSummary(string.Join(' ', kept), kept.Count, read));
    }
}
