using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using X402.ResourceServer.Summaries;
using X402.ResourceServer.Weather;

namespace X402.ResourceServer;

/// <summary>How the shop's messages are written; generated, so that it works ahead of time.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WeatherReport))]
[JsonSerializable(typeof(SummaryRequest))]
[JsonSerializable(typeof(TextSummary))]
[JsonSerializable(typeof(ShopWindow))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
[JsonSerializable(typeof(Results<Ok<WeatherReport>, ValidationProblem>))]
internal sealed partial class ShopJson : JsonSerializerContext;
