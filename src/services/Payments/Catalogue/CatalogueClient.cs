using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace X402.Services.Payments.Catalogue;

/// <summary>Asks the resource server what it sells.</summary>
public sealed class CatalogueClient
{
    private const int MaxBytes = 1024 * 1024;

    private readonly HttpClient _http;

    /// <summary>Takes the server's address from the settings.</summary>
    public CatalogueClient(HttpClient http, IOptions<PaymentsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        _http = http;
        _http.BaseAddress = options.Value.ResourceServer;
        _http.MaxResponseContentBufferSize = MaxBytes;
        _http.Timeout = TimeSpan.FromSeconds(5);
    }

    /// <summary>What is sold; null: no server is known, or it does not answer.</summary>
    public async Task<IReadOnlyList<CatalogueEntry>?> ListAsync(CancellationToken cancellationToken)
    {
        if (_http.BaseAddress is null)
            return null;
        try
        {
            var document = await _http.GetFromJsonAsync("/.well-known/x402", CatalogueJson.Default.CatalogueDocument, cancellationToken);
            return [.. (document?.Resources ?? []).Where(static entry => entry.Route is not null).Take(500)];
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
