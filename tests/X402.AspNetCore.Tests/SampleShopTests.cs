using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Time.Testing;
using X402.ResourceServer.Summaries;
using X402.ResourceServer.Weather;

namespace X402.AspNetCore.Tests;

/// <summary>What the resource server sells is worth its price.</summary>
public sealed class SampleShopTests
{
    private static readonly FakeTimeProvider s_time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("London")]
    [InlineData("São Paulo")]
    [InlineData("Stratford-upon-Avon")]
    [InlineData("St. John's")]
    [InlineData("東京")]
    public void Every_city_has_a_believable_weather_that_stays_the_same_all_day(string city)
    {
        var report = ((Ok<WeatherReport>)WeatherReport.For(city, s_time).Result).Value!;
        var again = ((Ok<WeatherReport>)WeatherReport.For(city.ToUpperInvariant(), s_time).Result).Value!;

        Assert.Equal(report.Today, again.Today);
        Assert.Equal("sample data", report.Source);
        Assert.Equal([24, 25, 26], report.Forecast.Select(day => day.Date.Day));
        Assert.All([report.Today, .. report.Forecast], day =>
        {
            Assert.InRange(day.LowCelsius, -40, day.HighCelsius - 1);
            Assert.InRange(day.HighCelsius, -35, 50);
            Assert.InRange(day.RainChancePercent, 0, 100);
            Assert.InRange(day.WindKmh, 0, 120);
        });
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("12345")]
    [InlineData("<script>")]
    [InlineData("London; drop table")]
    [InlineData("...")]
    public void What_cannot_be_a_city_is_refused(string city) =>
        Assert.Contains("city", Assert.IsType<ValidationProblem>(WeatherReport.For(city, s_time).Result).ProblemDetails.Errors.Keys);

    [Fact]
    public void A_summary_keeps_the_sentences_that_the_text_is_about_in_their_order()
    {
        const string text = """
            The lighthouse of Alexandria guided ships into the harbour. My aunt likes tea. The lighthouse stood about 100.5 metres high!
            Did the ships need the lighthouse? Yes, ships reached the harbour by its light. It rained on Tuesday.
            """;

        var summary = ((Ok<TextSummary>)TextSummary.Of(new(text, 3)).Result).Value!;

        Assert.Equal((3, 6), (summary.SentencesKept, summary.SentencesRead));
        Assert.StartsWith("The lighthouse of Alexandria guided ships into the harbour.", summary.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("aunt", summary.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("Tuesday", summary.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 3, "text")]
    [InlineData("  ", 3, "text")]
    [InlineData("A text.", 0, "sentences")]
    [InlineData("A text.", 11, "sentences")]
    public void What_cannot_be_summarised_is_refused(string? text, int sentences, string field) =>
        Assert.Contains(field, Assert.IsType<ValidationProblem>(TextSummary.Of(new(text, sentences)).Result).ProblemDetails.Errors.Keys);

    [Fact]
    public void A_text_beyond_the_limit_is_refused() =>
        Assert.IsType<ValidationProblem>(TextSummary.Of(new(new string('a', 100_001), null)).Result);
}
