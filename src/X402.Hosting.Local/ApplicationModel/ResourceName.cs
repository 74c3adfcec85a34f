namespace Aspire.Hosting.ApplicationModel;

internal static class ResourceName
{
    private const int MaximumLength = 64;

    public static string Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        var valid = name.Length <= MaximumLength && char.IsAsciiLetter(name[0]) && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal);
        foreach (var letter in name)
            valid &= char.IsAsciiLetterOrDigit(letter) || letter == '-';

        return valid ? name : throw new ArgumentException(
            $"'{name}' is no resource name: ASCII letters, digits and single hyphens, at most {MaximumLength}, beginning with a letter.", nameof(name));
    }
}
