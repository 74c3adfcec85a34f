using System.Text;

namespace X402.Generators.PaidApis;

/// <summary>Names of members as <c>JsonNamingPolicy</c> writes them; a test compares both.</summary>
internal static class JsonNames
{
    public static string Convert(string name, string? policy) => policy switch
    {
        "CamelCase" => ToCamelCase(name),
        "SnakeCaseLower" => Separate(name, '_').ToLowerInvariant(),
        "SnakeCaseUpper" => Separate(name, '_').ToUpperInvariant(),
        "KebabCaseLower" => Separate(name, '-').ToLowerInvariant(),
        "KebabCaseUpper" => Separate(name, '-').ToUpperInvariant(),
        _ => name,
    };

    // of several capitals at the beginning the last one begins the next word
    private static string ToCamelCase(string name)
    {
        var text = new StringBuilder(name);
        for (var i = 0; i < text.Length && char.IsUpper(name[i]) && !(i > 0 && i + 1 < name.Length && !char.IsUpper(name[i + 1])); i++)
            text[i] = char.ToLowerInvariant(name[i]);
        return text.ToString();
    }

    private static string Separate(string name, char separator)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '_')
            {
                text.Append('_');
                continue;
            }
            var beginsWord = i > 0 && char.IsUpper(name[i]) && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (beginsWord)
                text.Append(separator);
            text.Append(name[i]);
        }
        return text.ToString();
    }
}
