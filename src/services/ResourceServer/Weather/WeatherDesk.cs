using X402.ShopContracts.Weather;

namespace X402.ResourceServer.Weather;

/// <summary>Sample data: made up from the city's name and the date, the same for everybody who asks on the same day. What is refused is not charged.</summary>
internal sealed class WeatherDesk(TimeProvider time) : IWeatherApi
{
    private const int MaxCityLength = 60;
    private const int MaxDays = 7;

    public Task<Answer<WeatherReport>> GetWeatherAsync(string city, int days, CancellationToken cancellationToken) => Task.FromResult(Report(city.Trim(), days));

    private Answer<WeatherReport> Report(string city, int days)
    {
        if (city.Length is 0 or > MaxCityLength || !city.Any(char.IsLetter) || city.Any(c => !char.IsLetter(c) && c is not (' ' or '-' or '\'' or '.')))
            return new AnswerRefusal(StatusCodes.Status400BadRequest, $"Write the name of a city: 1 to {MaxCityLength} letters, spaces, hyphens, apostrophes and points.");
        if (days is < 1 or > MaxDays)
            return new AnswerRefusal(StatusCodes.Status400BadRequest, $"Ask for 1 to {MaxDays} days.");
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var climate = Climate.Of(city);
        return new WeatherReport(city, climate.On(today), [.. Enumerable.Range(1, days).Select(day => climate.On(today.AddDays(day)))], "sample data");
    }
}
