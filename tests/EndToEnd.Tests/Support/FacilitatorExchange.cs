using System.Text.Json;

namespace X402.EndToEnd.Tests.Support;

/// <summary>One question to the facilitator and its answer.</summary>
internal sealed record FacilitatorExchange(string Path, string RequestText, int Status, string AnswerText)
{
    public JsonElement Request => JsonElement.Parse(RequestText);

    public JsonElement Answer => JsonElement.Parse(AnswerText);
}
