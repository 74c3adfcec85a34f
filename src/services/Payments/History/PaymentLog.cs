namespace X402.Services.Payments.History;

/// <summary>What a service logged while it worked for a payment.</summary>
/// <param name="TraceId">The payment's trace.</param>
/// <param name="At">When.</param>
/// <param name="Severity">1 to 24 as in OpenTelemetry: 9 is information, 13 a warning, 17 an error.</param>
/// <param name="Service">Who.</param>
/// <param name="Text">What.</param>
public sealed record PaymentLog(string TraceId, DateTimeOffset At, int Severity, string Service, string Text);
