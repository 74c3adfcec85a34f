using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace X402;

/// <summary>How declared types are written, for generated code.</summary>
public static class ApiJson
{
    /// <summary>The description of a type in a context.</summary>
    /// <exception cref="InvalidOperationException">The context does not know it.</exception>
    public static JsonTypeInfo<T> For<T>(JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
            ?? throw new InvalidOperationException($"{context.GetType().Name} does not know {typeof(T).Name}. Add [JsonSerializable(typeof({typeof(T).Name}))] to it.");
    }
}
