namespace X402.Generators.PaidApis;

/// <summary>Routes of declared APIs: literal segments and whole parameters, which both sides can write and read.</summary>
internal static class Routes
{
    /// <summary>The parameters of a route, or <see langword="null"/> where it is none.</summary>
    public static IReadOnlyList<string>? ParametersOf(string route)
    {
        if (route.Length == 0 || route[0] != '/' || route.IndexOfAny(['?', '#', ' ', '*', '\\', '%']) >= 0)
            return null;
        var parameters = new List<string>();
        foreach (var segment in route.Substring(1).Split('/'))
        {
            if (segment.IndexOfAny(['{', '}']) < 0)
                continue;
            var name = segment.Trim('{', '}');
            if (segment != $"{{{name}}}" || !Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(name) || parameters.Contains(name))
                return null;
            parameters.Add(name);
        }
        return parameters;
    }

    /// <summary>What two routes must not share: they are equal but for the names of parameters and for case.</summary>
    public static string ShapeOf(string route)
    {
        var segments = route.Split('/');
        for (var i = 0; i < segments.Length; i++)
            segments[i] = segments[i].StartsWith("{", StringComparison.Ordinal) ? "{}" : segments[i].ToUpperInvariant();
        return string.Join("/", segments);
    }
}
