using System.Globalization;

namespace X402.Generators.PaidApis;

/// <summary>Constants of C# as JSON.</summary>
internal static class Constants
{
    public static string ToJson(object constant) => constant switch
    {
        string text => JsonText.QuoteText(text),
        char character => JsonText.QuoteText(character.ToString()),
        bool truth => truth ? "true" : "false",
        _ => System.Convert.ToString(constant, CultureInfo.InvariantCulture),
    };
}
