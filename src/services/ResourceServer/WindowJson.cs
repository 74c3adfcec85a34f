using System.Text.Json;
using System.Text.Json.Serialization;

namespace X402.ResourceServer;

/// <summary>How the shop's window is written; what is sold has a context of its own.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ShopWindow))]
internal sealed partial class WindowJson : JsonSerializerContext;
