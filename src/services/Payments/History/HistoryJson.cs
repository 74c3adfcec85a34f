using System.Text.Json.Serialization;

namespace X402.Services.Payments.History;

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class HistoryJson : JsonSerializerContext;
