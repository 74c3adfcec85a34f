using Microsoft.Extensions.Options;

namespace X402.Grpc;

/// <summary>Checks the settings at start; collects everything instead of stopping at the first mistake.</summary>
internal sealed class GrpcFacilitatorOptionsValidator : IValidateOptions<GrpcFacilitatorOptions>
{
    public ValidateOptionsResult Validate(string? name, GrpcFacilitatorOptions options)
    {
        var errors = new List<string>();
        if (options.Url is null)
            errors.Add("X402:Facilitator:Url is missing. Set it to the facilitator's gRPC address, for example 'http://_grpc.facilitator'.");
        else if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.PathAndQuery != "/" || url.Fragment.Length > 0)
            errors.Add($"X402:Facilitator:Url is '{options.Url}'. Over gRPC, write an absolute http or https URL without user, path, query and fragment.");
        else if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && HostOf(url).Contains('.', StringComparison.Ordinal) && !options.AllowInsecureHttp)
            errors.Add($"X402:Facilitator:Url '{options.Url}' is not encrypted: anybody in between could forge settlements. Use https, or set X402:Facilitator:AllowInsecureHttp where the network itself is trusted.");
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(10))
            errors.Add($"X402:Facilitator:Timeout is {options.Timeout}. Set it between 1 second and 10 minutes.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    // service discovery writes an endpoint's name in front: _grpc.facilitator
    private static string HostOf(Uri url) => url.Host.StartsWith('_') ? url.Host[(url.Host.IndexOf('.', StringComparison.Ordinal) + 1)..] : url.Host;
}
