using Microsoft.Extensions.Logging;

namespace X402.AspNetCore.Gate.Extensions;

/// <summary>The extensions of this server, asked per endpoint whether they take part.</summary>
internal sealed class ExtensionRegistry(IEnumerable<IPaymentExtension> extensions, ILogger<ExtensionRegistry> logger)
{
    /// <summary>Clients send declarations back in one header, beside the payment itself.</summary>
    private const int MaxDeclared = 6 * 1024;

    private readonly IPaymentExtension[] _all = [.. extensions];

    /// <summary>The extensions that take part in an endpoint.</summary>
    public EndpointExtensions For(PaidEndpoint endpoint)
    {
        var target = new PaymentExtensionEndpoint(endpoint.Name, endpoint.Route, endpoint.Methods, endpoint.EndpointMetadata, endpoint.Metadata);
        var excluded = endpoint.EndpointMetadata.GetOrderedMetadata<ExcludedPaymentExtension>();
        var declared = new List<(IPaymentExtension, PaymentExtensionDeclaration)>(_all.Length);
        foreach (var extension in _all)
        {
            if (excluded.All(exclusion => exclusion.Name != extension.Name) && extension.Declare(target) is { } declaration)
                declared.Add((extension, declaration));
        }
        return new(_all, declared, logger);
    }

    /// <summary>Finds mistakes before the first request.</summary>
    public void Validate(PaidEndpoint endpoint, List<string> errors)
    {
        try
        {
            if (For(endpoint).Json is { } json && json.GetRawText() is { Length: > MaxDeclared } text)
                errors.Add($"{endpoint.Name}: its extensions take {text.Length} characters in every 402 answer, and clients have to send them back. Keep them below {MaxDeclared}, for example with shorter schemas.");
        }
        catch (InvalidOperationException exception)
        {
            errors.Add($"{endpoint.Name}: {exception.Message}");
        }
    }
}
