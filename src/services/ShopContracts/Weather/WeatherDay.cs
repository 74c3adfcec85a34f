namespace X402.ShopContracts.Weather;

/// <summary>The weather of one day.</summary>
/// <param name="Date">The day.</param>
/// <param name="Conditions">In words.</param>
/// <param name="LowCelsius">The lowest temperature.</param>
/// <param name="HighCelsius">The highest temperature.</param>
/// <param name="RainChancePercent">0 to 100.</param>
/// <param name="WindKmh">The mean wind in km/h.</param>
public sealed record WeatherDay(DateOnly Date, string Conditions, int LowCelsius, int HighCelsius, int RainChancePercent, int WindKmh);
