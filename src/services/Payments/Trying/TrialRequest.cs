namespace X402.Services.Payments.Trying;

/// <summary>What is asked of the resource server.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="PathAndQuery">Beginning with one slash.</param>
/// <param name="Body">JSON, for methods that have a body.</param>
public sealed record TrialRequest(string Method, string PathAndQuery, string? Body);
