namespace X402.ShopContracts.Weather;

/// <summary>Sells the weather.</summary>
[PaidApi(typeof(ShopJson))]
public interface IWeatherApi
{
    /// <summary>The weather in one city today and on the next days. Sample data.</summary>
    /// <param name="city">The city's name.</param>
    /// <param name="days">How many days to look ahead, 1 to 7.</param>
    /// <param name="cancellationToken">Cancels.</param>
    [PaidGet("/weather/{city}", "$0.01")]
    Task<Answer<WeatherReport>> GetWeatherAsync(string city, int days = 3, CancellationToken cancellationToken = default);
}
