namespace X402.Services.Payments.Chain;

/// <summary>A call in a person's words.</summary>
/// <param name="Target">The contract.</param>
/// <param name="Name">The function, or its selector.</param>
/// <param name="Arguments">The arguments by name.</param>
public sealed record DecodedCall(string Target, string Name, IReadOnlyList<KeyValuePair<string, string>> Arguments);
