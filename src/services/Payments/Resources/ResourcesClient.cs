using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace X402.Services.Payments.Resources;

/// <summary>The local engine's resources: states, logs, commands. There are none under Aspire, which has a dashboard for that.</summary>
public sealed class ResourcesClient
{
    private readonly HttpClient _http;

    /// <summary>Takes address and token from what the engine has put into the environment.</summary>
    public ResourcesClient(HttpClient http, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(configuration);
        _http = http;
        if (Uri.TryCreate(configuration["X402_RESOURCES_URL"], UriKind.Absolute, out var address))
        {
            _http.BaseAddress = address;
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", configuration["X402_RESOURCES_TOKEN"]);
        }
    }

    /// <summary>Whether the local engine runs this service.</summary>
    public bool IsAvailable => _http.BaseAddress is not null;

    /// <summary>All resources; null: the engine does not answer.</summary>
    public async Task<IReadOnlyList<ResourceView>?> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetFromJsonAsync("/resources", ResourcesJson.Default.ListResourceView, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What a resource has written and writes, until cancelled or the engine ends.</summary>
    public async IAsyncEnumerable<ResourceLogLine> LogsAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(new Uri($"/resources/{Uri.EscapeDataString(id)}/logs", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            yield break;
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (JsonSerializer.Deserialize(item.Data, ResourcesJson.Default.ResourceLogLine) is { } line)
                yield return line;
        }
    }

    /// <summary>Does something with a resource.</summary>
    public async Task<CommandResult> ExecuteAsync(string id, string command, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.PostAsync(new Uri($"/resources/{Uri.EscapeDataString(id)}/commands/{Uri.EscapeDataString(command)}", UriKind.Relative), null, cancellationToken);
            return await answer.Content.ReadFromJsonAsync(ResourcesJson.Default.CommandResult, cancellationToken) ?? new CommandResult(false, "The engine gave no answer.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            return new CommandResult(false, "The engine does not answer.");
        }
    }
}
