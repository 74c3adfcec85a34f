namespace X402.ShopContracts.Weather;

/// <summary>The weather in a city.</summary>
/// <param name="City">The city as it was asked for.</param>
/// <param name="Today">Today's weather.</param>
/// <param name="Forecast">The next days.</param>
/// <param name="Source">Says that this is sample data.</param>
public sealed record WeatherReport(string City, WeatherDay Today, IReadOnlyList<WeatherDay> Forecast, string Source);
