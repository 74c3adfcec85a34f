namespace X402.Services.Payments.Resources;

/// <summary>Where a resource is.</summary>
public sealed record ResourceUrl(string Url, string? Text);
