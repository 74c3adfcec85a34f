using Microsoft.Extensions.Http;

namespace X402.AspNetCore.Configuration;

/// <summary>
/// Keeps generic resilience handlers, which applications like to add to all HTTP clients, away from the facilitator: they repeat a settlement
/// whose outcome is unknown and give up earlier than a block takes (SG-34).
/// </summary>
internal sealed class FacilitatorHandlerFilter : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        // over gRPC too, whose clients' names begin with this one
        if (builder.Name?.StartsWith(ConfiguredFacilitator.HttpClientName, StringComparison.Ordinal) != true)
            return;
        for (var i = builder.AdditionalHandlers.Count - 1; i >= 0; i--)
        {
            // by name: the resilience package is the application's, not ours
            if (builder.AdditionalHandlers[i].GetType().FullName == "Microsoft.Extensions.Http.Resilience.ResilienceHandler")
                builder.AdditionalHandlers.RemoveAt(i);
        }
    };
}
