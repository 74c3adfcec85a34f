namespace X402.AspNetCore;

/// <summary>All paid endpoints of this application. Thread-safe; follows endpoints that are added while it runs.</summary>
public interface IPaidEndpointCatalog
{
    /// <summary>The paid endpoints, in the order in which they were mapped.</summary>
    IReadOnlyList<PaidEndpointInfo> Endpoints { get; }
}
