namespace X402.Services.Payments.Resources;

/// <summary>What became of a command.</summary>
public sealed record CommandResult(bool Success, string? Message);
