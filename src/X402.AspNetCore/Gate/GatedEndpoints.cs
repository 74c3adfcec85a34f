using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;

namespace X402.AspNetCore.Gate;

/// <summary>
/// Puts the gate around the request delegates of paid endpoints: at their construction where <c>RequirePayment</c> was called, and while routing
/// selects them where an attribute alone makes them paid. Either way the gate is part of the endpoint: no path spelling, short circuit, filter or
/// binding gets around it (SG-01).
/// </summary>
internal sealed class GatedEndpoints(PaymentGate gate) : MatcherPolicy, IEndpointSelectorPolicy
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _wrapped = [];

    // last: what other policies make of a candidate, a dynamic controller for example, is gated too
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            if (NeedsGate(endpoint) || endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>() is { IsDynamic: true })
                return true;
        }
        return false;
    }

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i] is { Endpoint: { } endpoint } candidate && NeedsGate(endpoint))
                candidates.ReplaceEndpoint(i, GetOrWrap(endpoint), candidate.Values);
        }
        return Task.CompletedTask;
    }

    /// <summary>The paid endpoint behind an endpoint of the application, or <see langword="null"/> where it is free.</summary>
    public PaidEndpoint? Find(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<Gated>()?.Endpoint
        ?? (NeedsGate(endpoint) ? GetOrWrap(endpoint).Metadata.GetRequiredMetadata<Gated>().Endpoint : null);

    /// <summary>The convention of <c>RequirePayment</c>. Several of them, of an endpoint and its groups, make one gate.</summary>
    public static void Wrap(EndpointBuilder builder)
    {
        if (builder.RequestDelegate is not { } handler || builder.Metadata.Any(item => item is Gated))
            return;
        var gate = builder.ApplicationServices.GetService<PaymentGate>()
            ?? throw new InvalidOperationException($"'{builder.DisplayName}' requires a payment, but X402 is not set up. Call builder.Services.AddX402(...).");
        var metadata = builder.Metadata.OfType<IPaymentMetadata>().Last();
        var paid = new PaidEndpoint(
            metadata,
            (builder as RouteEndpointBuilder)?.RoutePattern.RawText,
            builder.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [],
            builder.DisplayName,
            new EndpointMetadataCollection(builder.Metadata));
        builder.Metadata.Add(new Gated(paid));
        builder.RequestDelegate = context => gate.InvokeAsync(context, paid, handler);
    }

    private static bool NeedsGate(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IPaymentMetadata>() is not null && endpoint.Metadata.GetMetadata<Gated>() is null;

    private Endpoint GetOrWrap(Endpoint endpoint) => _wrapped.GetValue(endpoint, Wrap);

    private Endpoint Wrap(Endpoint endpoint)
    {
        var paid = new PaidEndpoint(
            endpoint.Metadata.GetRequiredMetadata<IPaymentMetadata>(),
            (endpoint as RouteEndpoint)?.RoutePattern.RawText,
            endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
            endpoint.DisplayName,
            endpoint.Metadata);
        var metadata = new EndpointMetadataCollection([.. endpoint.Metadata, new Gated(paid)]);
        RequestDelegate? gated = endpoint.RequestDelegate is { } handler ? context => gate.InvokeAsync(context, paid, handler) : null;
        return endpoint is RouteEndpoint route && gated is not null
            ? new RouteEndpoint(gated, route.RoutePattern, route.Order, metadata, route.DisplayName)
            : new Endpoint(gated, metadata, endpoint.DisplayName);
    }

    /// <summary>The proof that the gate is around an endpoint.</summary>
    private sealed record Gated(PaidEndpoint Endpoint);
}
