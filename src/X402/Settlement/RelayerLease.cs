namespace X402.Settlement;

/// <summary>A granted lease.</summary>
/// <param name="Name">What is leased.</param>
/// <param name="Owner">By whom.</param>
/// <param name="Fence">The fencing token: greater than that of every earlier grant of the same name.</param>
public sealed record RelayerLease(string Name, string Owner, long Fence);
