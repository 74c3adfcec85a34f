namespace X402.Generators.PaidApis;

/// <summary>What an endpoint costs.</summary>
internal sealed record PriceModel(string Price, string? Description, string? Network, string? PayTo, string? Scheme, int MaxTimeoutSeconds);
