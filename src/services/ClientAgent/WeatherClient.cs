using X402.ShopContracts.Weather;

namespace X402.ClientAgent;

/// <summary>Buys the weather; generated from the declaration that the server sells by. A dearer one does not compile.</summary>
[PaidApiClient(typeof(IWeatherApi), MaxPrice = "$0.01")]
internal sealed partial class WeatherClient;
