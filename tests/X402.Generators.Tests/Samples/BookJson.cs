using System.Text.Json;
using System.Text.Json.Serialization;

namespace X402.Generators.Tests.Samples;

/// <summary>How the API's messages are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BookPage))]
[JsonSerializable(typeof(BookReceipt))]
[JsonSerializable(typeof(string))]
public sealed partial class BookJson : JsonSerializerContext;
