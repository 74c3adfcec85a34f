using System.Text.Json;

namespace X402.Protocol;

/// <summary>Whether a JSON value contains another one: objects member by member, arrays and everything else exactly.</summary>
internal static class JsonSubset
{
    /// <summary>Whether everything that is needed is given; objects may be given with further members.</summary>
    /// <param name="given">What the client sent.</param>
    /// <param name="needed">What the server said.</param>
    /// <param name="areEqual">When two texts are equal; exactly by default.</param>
    public static bool Contains(JsonElement given, JsonElement needed, Func<string, string, bool>? areEqual = null)
    {
        if (given.ValueKind != needed.ValueKind)
            return false;
        switch (needed.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in needed.EnumerateObject())
                {
                    if (!given.TryGetProperty(member.Name, out var value) || !Contains(value, member.Value, areEqual))
                        return false;
                }
                return true;
            case JsonValueKind.String when areEqual is not null:
                return areEqual(given.GetString()!, needed.GetString()!);
            default:
                return JsonElement.DeepEquals(given, needed);
        }
    }
}
