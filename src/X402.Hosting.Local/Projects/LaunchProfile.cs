using System.Text.Json;
using Aspire.Hosting;

namespace X402.Hosting.Local.Projects;

/// <summary>A profile of <c>Properties/launchSettings.json</c>.</summary>
internal sealed record LaunchProfile(string Name, IReadOnlyList<Uri> ApplicationUrls, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The profile of a project with the AppHost's own profile's name, else its first one.</summary>
    public static LaunchProfile? Of(IProjectMetadata project, string? preferredName) =>
        Of(Path.GetDirectoryName(project.ProjectPath)!, preferredName);

    public static LaunchProfile? Of(string projectDirectory, string? preferredName)
    {
        var file = Path.Combine(projectDirectory, "Properties", "launchSettings.json");
        if (!File.Exists(file))
            return null;

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
            if (!document.RootElement.TryGetProperty("profiles", out var profiles))
                return null;

            var projects = profiles.EnumerateObject()
                .Where(profile => Text(profile.Value, "commandName") is "Project")
                .Select(profile => Read(profile.Name, profile.Value))
                .ToList();
            return projects.Find(profile => profile.Name == preferredName) ?? projects.FirstOrDefault();
        }
        catch (Exception exception) when (exception is JsonException or UriFormatException)
        {
            throw new DistributedApplicationException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    private static LaunchProfile Read(string name, JsonElement profile)
    {
        var urls = (Text(profile, "applicationUrl") ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(url => new Uri(url))
            .ToList();
        var environment = profile.TryGetProperty("environmentVariables", out var variables)
            ? variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString() ?? "")
            : [];
        return new LaunchProfile(name, urls, environment);
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
