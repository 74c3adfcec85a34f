using X402.ShopContracts.Summaries;
using X402.ShopContracts.Weather;

namespace X402.ResourceServer;

/// <summary>Maps what the shop sells; generated from the declarations.</summary>
[PaidApiEndpoints(typeof(IWeatherApi))]
internal static partial class WeatherEndpoints;

/// <inheritdoc cref="WeatherEndpoints"/>
[PaidApiEndpoints(typeof(ISummaryApi))]
internal static partial class SummaryEndpoints;
