using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fortunes;

/// <summary>How messages are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Fortune))]
public sealed partial class FortuneJson : JsonSerializerContext;
