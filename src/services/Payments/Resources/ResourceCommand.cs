namespace X402.Services.Payments.Resources;

/// <summary>What can be done with a resource. <c>State</c> is <c>Enabled</c>, <c>Disabled</c> or <c>Hidden</c>.</summary>
public sealed record ResourceCommand(string Name, string DisplayName, string? Description, string? Confirmation, bool IsHighlighted, string State);
