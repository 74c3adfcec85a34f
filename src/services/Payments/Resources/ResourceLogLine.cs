namespace X402.Services.Payments.Resources;

/// <summary>A line that a resource wrote.</summary>
public sealed record ResourceLogLine(int Number, string Text, bool IsError);
