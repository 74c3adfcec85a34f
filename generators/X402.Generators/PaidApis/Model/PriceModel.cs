namespace X402.Generators.PaidApis;

/// <summary>What an endpoint costs.</summary>
/// <param name="Price">The fixed price, as it is written.</param>
/// <param name="From">The method that computes it otherwise.</param>
/// <param name="Arguments">The endpoint's parameters that this method takes, in its order.</param>
/// <param name="Description">A sentence for the buyer.</param>
/// <param name="Network">The CAIP-2 network.</param>
/// <param name="PayTo">The recipient.</param>
/// <param name="Scheme">The payment scheme.</param>
/// <param name="Flow">When the money moves.</param>
/// <param name="MaxTimeoutSeconds">How long settlement may take, in seconds; 0 where the server decides.</param>
internal sealed record PriceModel(string? Price, string? From, EquatableArray<string> Arguments, string? Description, string? Network, string? PayTo, string? Scheme, string? Flow, int MaxTimeoutSeconds);
