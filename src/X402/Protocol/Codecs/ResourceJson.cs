using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace X402.Protocol.Codecs;

/// <summary><see cref="ResourceInfo"/> (digest section 2.1).</summary>
internal static class ResourceJson
{
    private static readonly string[] s_members = ["url", "description", "mimeType", "serviceName", "tags", "iconUrl"];

    public static void Write(Utf8JsonWriter writer, ResourceInfo resource)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, resource.Url);
        writer.WriteOptional("description"u8, resource.Description);
        writer.WriteOptional("mimeType"u8, resource.MimeType);
        writer.WriteOptional("serviceName"u8, resource.ServiceName);
        if (resource.Tags is { } tags)
        {
            writer.WriteStartArray("tags"u8);
            foreach (var tag in tags)
                writer.WriteStringValue(tag);
            writer.WriteEndArray();
        }
        writer.WriteOptional("iconUrl"u8, resource.IconUrl);
        writer.WriteUnknown(resource.UnknownMembers, s_members);
        writer.WriteEndObject();
    }

    public static bool TryRead(JsonElement json, string path, [NotNullWhen(true)] out ResourceInfo? resource, [NotNullWhen(false)] out string? error)
    {
        var reader = new MemberReader(json, path);
        resource = new()
        {
            Url = reader.RequiredText("url"),
            Description = reader.OptionalString("description"),
            MimeType = reader.OptionalString("mimeType"),
            ServiceName = reader.OptionalString("serviceName"),
            Tags = reader.OptionalStrings("tags"),
            IconUrl = reader.OptionalString("iconUrl"),
            UnknownMembers = reader.Except(s_members),
        };
        error = reader.Error;
        if (error is not null)
            resource = null;
        return error is null;
    }
}
