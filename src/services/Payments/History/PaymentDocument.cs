namespace X402.Services.Payments.History;

/// <summary>What went over the wire, as a service recorded it; without signatures.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Who recorded it.</param>
/// <param name="Name">Which document.</param>
/// <param name="Header">The header that carried it in base64; null: a body.</param>
/// <param name="Content">The JSON text.</param>
public sealed record PaymentDocument(DateTimeOffset At, string Service, string Name, string? Header, string Content);
