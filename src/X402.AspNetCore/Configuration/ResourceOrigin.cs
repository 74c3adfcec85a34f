using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using X402.Protocol;

namespace X402.AspNetCore.Configuration;

/// <summary>The trusted beginning of every resource URL: configured, or in development the server's own address. Never the Host header (SG-22).</summary>
internal sealed class ResourceOrigin(IOptions<X402ServerOptions> options, IServer server)
{
    /// <summary>Longer queries are left out of the URL, so that nobody can inflate our headers beyond what clients read.</summary>
    private const int MaxUrlLength = 2048;

    private string? _origin;

    /// <summary>The origin without a slash at its end. Known once the server listens.</summary>
    public string Value => _origin ??= Find();

    /// <summary>The URL of the resource a request asks for, with its whole query.</summary>
    public string FullUrlOf(HttpRequest request) => RequestBinding.UrlOf(Value + request.PathBase.Add(request.Path).ToUriComponent(), request.QueryString.Value);

    /// <summary>The URL of the resource a request asks for.</summary>
    public string UrlOf(HttpRequest request)
    {
        var path = request.PathBase.Add(request.Path).ToUriComponent();
        var query = request.QueryString.Value;
        var url = Value + path;
        return string.IsNullOrEmpty(query) || url.Length + query.Length > MaxUrlLength ? url : url + query;
    }

    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? origin)
    {
        origin = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            return false;
        origin = url.AbsoluteUri.TrimEnd('/');
        return true;
    }

    private string Find()
    {
        if (options.Value.PublicOrigin is { } configured && TryNormalize(configured, out var origin))
            return origin;
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        if (address is null)
            return "http://localhost";
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : binding.Host;
        return $"{binding.Scheme}://{host}:{binding.Port}";
    }
}
