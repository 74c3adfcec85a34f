using System.Text.Json;

namespace X402.Protocol;

/// <summary>
/// The check of what a client sends back of an extension (digest section 2.9, SG-36): it may add members, it may not change or leave out what
/// the server said, and it may not invent what only the server says.
/// </summary>
public static class ExtensionEcho
{
    private const string Info = "info";

    /// <summary>Whether a client's value of one extension is intact.</summary>
    /// <param name="declared">What the server declared; <see langword="null"/> where it declared nothing under this name.</param>
    /// <param name="sent">What the client sent.</param>
    /// <param name="dynamicMembers">Members of <c>info</c> that differ from answer to answer and are not compared.</param>
    /// <param name="ownedMembers">Members of <c>info</c> that only the server may write.</param>
    public static bool IsIntact(JsonElement? declared, JsonElement sent, IReadOnlyCollection<string> dynamicMembers, IReadOnlyCollection<string> ownedMembers)
    {
        ArgumentNullException.ThrowIfNull(dynamicMembers);
        ArgumentNullException.ThrowIfNull(ownedMembers);
        if (sent.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return true;
        if (declared is not { } server)
            return !Invents(default, sent, ownedMembers);
        if (server.ValueKind != JsonValueKind.Object || !server.TryGetProperty(Info, out var info))
            return Contains(sent, server, dynamicMembers) && !Invents(server, sent, ownedMembers);
        return sent.ValueKind == JsonValueKind.Object && sent.TryGetProperty(Info, out var echoed)
            && Contains(echoed, info, dynamicMembers) && !Invents(info, echoed, ownedMembers);
    }

    private static bool Contains(JsonElement given, JsonElement needed, IReadOnlyCollection<string> ignored)
    {
        if (ignored.Count == 0 || needed.ValueKind != JsonValueKind.Object || given.ValueKind != JsonValueKind.Object)
            return JsonSubset.Contains(given, needed);
        foreach (var member in needed.EnumerateObject())
        {
            if (!ignored.Contains(member.Name) && (!given.TryGetProperty(member.Name, out var value) || !JsonSubset.Contains(value, member.Value)))
                return false;
        }
        return true;
    }

    private static bool Invents(JsonElement said, JsonElement sent, IReadOnlyCollection<string> owned)
    {
        if (owned.Count == 0 || sent.ValueKind != JsonValueKind.Object)
            return false;
        // where nothing was declared, the client's own info is what may hold such a member
        if (said.ValueKind == JsonValueKind.Undefined && sent.TryGetProperty(Info, out var info) && info.ValueKind == JsonValueKind.Object)
            sent = info;
        foreach (var name in owned)
        {
            if (sent.TryGetProperty(name, out _) && !(said.ValueKind == JsonValueKind.Object && said.TryGetProperty(name, out _)))
                return true;
        }
        return false;
    }
}
