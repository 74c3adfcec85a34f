using System.Text.Json.Serialization;

namespace X402.Services.Payments.Resources;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<ResourceView>))]
[JsonSerializable(typeof(ResourceLogLine))]
[JsonSerializable(typeof(CommandResult))]
internal sealed partial class ResourcesJson : JsonSerializerContext;
