namespace X402.Services.Payments.Chain;

/// <summary>An event in a person's words.</summary>
/// <param name="Source">The contract.</param>
/// <param name="Name">The event, or its topic.</param>
/// <param name="Arguments">The arguments by name.</param>
public sealed record DecodedEvent(string Source, string Name, IReadOnlyList<KeyValuePair<string, string>> Arguments);
