using X402.AspNetCore.Gate;
using X402.Protocol;

namespace X402.AspNetCore.Discovery;

/// <summary>What version 1 says of an endpoint in <c>outputSchema</c> of its offers (digest section 3.1), where it is short enough for every 402 answer.</summary>
internal static class DiscoveryV1
{
    /// <summary>It is in a body, so only its weight counts: it is kept with each payment and sent to the facilitator.</summary>
    private const int MaxLength = 4096;

    public static PaymentRequirements Describe(PaymentRequirements requirements, PaidEndpoint endpoint)
    {
        var metadata = endpoint.EndpointMetadata;
        if (metadata.GetMetadata<EndpointDiscovery>() is not { } discovery || discovery.OutputSchema.GetRawText().Length > MaxLength
            || metadata.GetOrderedMetadata<ExcludedPaymentExtension>().Any(excluded => excluded.Name == BazaarExtension.WireName))
            return requirements;
        return requirements with { UnknownMembers = new(requirements.UnknownMembers ?? []) { ["outputSchema"] = discovery.OutputSchema } };
    }
}
