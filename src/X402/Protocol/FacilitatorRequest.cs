namespace X402.Protocol;

/// <summary>The body of <c>POST /verify</c> and <c>POST /settle</c> (digest section 5.1) in the internal model.</summary>
/// <param name="X402Version">The version of the wire form.</param>
/// <param name="Payload">The payment.</param>
/// <param name="Requirements">The requirements the server built itself; for metered schemes with the actual amount at settle.</param>
public sealed record FacilitatorRequest(int X402Version, PaymentPayload Payload, PaymentRequirements Requirements)
{
    /// <summary>
    /// How long the caller waits for a settlement; not part of the body (HTTP: <c>Prefer: wait=</c>, gRPC: the call's deadline).
    /// The facilitator answers before; <see langword="null"/> leaves it to the requirements and its configuration.
    /// </summary>
    public TimeSpan? Wait { get; init; }
}
