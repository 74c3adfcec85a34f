using System.Text.Json.Serialization;

namespace X402.Hosting.Local.Http;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<ResourceView>))]
[JsonSerializable(typeof(LogLineView))]
[JsonSerializable(typeof(CommandResultView))]
internal sealed partial class ResourcesJson : JsonSerializerContext;
