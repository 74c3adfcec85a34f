using Microsoft.Extensions.Time.Testing;
using X402.ResourceServer.Summaries;
using X402.ResourceServer.Weather;
using X402.ShopContracts.Summaries;

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
    public async Task Every_city_has_a_believable_weather_that_stays_the_same_all_day(string city)
    {
        var desk = new WeatherDesk(s_time);
        var report = (await desk.GetWeatherAsync(city, 3, default)).Value!;
        var again = (await desk.GetWeatherAsync(city.ToUpperInvariant(), 3, default)).Value!;

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
    public async Task What_cannot_be_a_city_is_refused(string city)
    {
        var refusal = (await new WeatherDesk(s_time).GetWeatherAsync(city, 3, default)).Refusal;
        Assert.Equal(400, refusal?.Status);
        Assert.Contains("city", refusal?.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public async Task Nobody_knows_the_weather_of_other_days(int days) =>
        Assert.Contains("days", (await new WeatherDesk(s_time).GetWeatherAsync("London", days, default)).Refusal?.Problem, StringComparison.Ordinal);

    [Fact]
    public async Task A_summary_keeps_the_sentences_that_the_text_is_about_in_their_order()
    {
        const string text = """
            The lighthouse of Alexandria guided ships into the harbour. My aunt likes tea. The lighthouse stood about 100.5 metres high!
            Did the ships need the lighthouse? Yes, ships reached the harbour by its light. It rained on Tuesday.
            """;

        var summary = (await new SummaryDesk().SummarizeAsync(new(text, 3))).Value!;

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
    public async Task What_cannot_be_summarised_is_refused(string? text, int sentences, string what) =>
        Assert.Contains(what, (await new SummaryDesk().SummarizeAsync(new SummaryRequest(text!, sentences))).Refusal?.Problem, StringComparison.Ordinal);

    [Fact]
    public async Task A_text_beyond_the_limit_is_refused() =>
        Assert.Equal(400, (await new SummaryDesk().SummarizeAsync(new(new string('a', 100_001)))).Refusal?.Status);
}
