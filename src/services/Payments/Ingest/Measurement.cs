namespace X402.Services.Payments.Ingest;

/// <summary>The last value of one instrument.</summary>
/// <param name="Service">Who measured.</param>
/// <param name="Name">The instrument.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Value">The value.</param>
/// <param name="At">When it was measured.</param>
public sealed record Measurement(string Service, string Name, string Unit, IReadOnlyDictionary<string, string> Labels, double Value, DateTimeOffset At);
