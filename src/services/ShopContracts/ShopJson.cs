using System.Text.Json;
using System.Text.Json.Serialization;
using X402.ShopContracts.Summaries;
using X402.ShopContracts.Weather;

namespace X402.ShopContracts;

/// <summary>How the shop's messages are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WeatherReport))]
[JsonSerializable(typeof(SummaryRequest))]
[JsonSerializable(typeof(TextSummary))]
public sealed partial class ShopJson : JsonSerializerContext;
