using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace X402.Facilitator;

/// <summary><c>Prefer: wait=N</c> (RFC 7240): how many seconds the caller waits for a settlement.</summary>
internal static class PreferHeader
{
    private const int MostSeconds = 600;

    /// <summary>The wait, or <see langword="null"/> where there is none that can be read; the header is only ever a wish.</summary>
    public static TimeSpan? ReadWait(IHeaderDictionary headers)
    {
        foreach (var line in headers["Prefer"])
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var preference = line.AsSpan()[range].Trim();
                if (preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                    && int.TryParse(preference[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                    return TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds));
            }
        }
        return null;
    }
}
