using System.Text.Json;
using System.Text.Json.Serialization;

namespace X402.Generators.Tests.Samples;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Quote))]
[JsonSerializable(typeof(Search))]
[JsonSerializable(typeof(IReadOnlyList<Search>))]
public sealed partial class CatalogueJson : JsonSerializerContext;
