using System.Text.Json.Serialization;

namespace X402.Redis.Settlement;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredSettlement))]
[JsonSerializable(typeof(StoredTransaction))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
