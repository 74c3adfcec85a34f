using Microsoft.AspNetCore.Http.HttpResults;

namespace X402.ResourceServer.Weather;

/// <summary>
/// The weather in a city. Sample data: made up from the city's name and the date, the same for everybody who asks on the same day.
/// </summary>
/// <param name="City">The city as it was asked for.</param>
/// <param name="Today">Today's weather.</param>
/// <param name="Forecast">The next three days.</param>
/// <param name="Source">Says that this is sample data.</param>
internal sealed record WeatherReport(string City, WeatherDay Today, IReadOnlyList<WeatherDay> Forecast, string Source)
{
    private const int MaxCityLength = 60;
    private const int ForecastDays = 3;

    /// <summary><c>GET /weather/{city}</c>. A name that cannot be a city's is refused, and a refused request is not charged.</summary>
    public static Results<Ok<WeatherReport>, ValidationProblem> For(string city, TimeProvider time)
    {
        city = city.Trim();
        if (city.Length is 0 or > MaxCityLength || !city.Any(char.IsLetter) || city.Any(c => !char.IsLetter(c) && c is not (' ' or '-' or '\'' or '.')))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["city"] = [$"Write the name of a city: 1 to {MaxCityLength} letters, spaces, hyphens, apostrophes and points."],
            });
        }
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var climate = Climate.Of(city);
        return TypedResults.Ok(new WeatherReport(
            city,
            climate.On(today),
            [.. Enumerable.Range(1, ForecastDays).Select(day => climate.On(today.AddDays(day)))],
            "sample data"));
    }
}
