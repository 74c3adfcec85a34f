namespace X402.AspNetCore;

/// <summary>Endpoint metadata: an extension takes no part in this endpoint.</summary>
/// <param name="Name">The extension's name on the wire.</param>
public sealed record ExcludedPaymentExtension(string Name);
