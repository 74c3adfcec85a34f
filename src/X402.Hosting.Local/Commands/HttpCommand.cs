using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace X402.Hosting.Local.Commands;

/// <summary>A command that is an HTTP request to the resource.</summary>
internal sealed class HttpCommand
{
    private readonly EndpointReference _endpoint;
    private readonly string _path;
    private readonly HttpMethod _method;

    public HttpCommand(EndpointReference endpoint, string path, HttpCommandOptions options)
    {
        _endpoint = endpoint;
        _path = path.StartsWith('/') ? path : $"/{path}";
        _method = options.Method ?? HttpMethod.Post;
        Options = options;
        Options.UpdateState ??= context => context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy
            ? ResourceCommandState.Enabled
            : ResourceCommandState.Disabled;
    }

    public HttpCommandOptions Options { get; }

    /// <summary>The name of a command that was given none.</summary>
    public string DefaultName =>
        $"{_endpoint.Resource.Name}-{_endpoint.EndpointName}-http-{_method.Method.ToLowerInvariant()}-{_path}";

    public async Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context)
    {
        var url = await _endpoint.GetValueAsync(context.CancellationToken).ConfigureAwait(false) + _path;
        try
        {
            using var client = context.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
            using var request = new HttpRequestMessage(_method, url);
            using var answer = await client.SendAsync(request, context.CancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode
                ? CommandResults.Success()
                : CommandResults.Failure(string.Create(CultureInfo.InvariantCulture, $"{_method} {url} answers {(int)answer.StatusCode}."));
        }
        catch (HttpRequestException exception)
        {
            return CommandResults.Failure($"{_method} {url}: {exception.Message}");
        }
    }
}
