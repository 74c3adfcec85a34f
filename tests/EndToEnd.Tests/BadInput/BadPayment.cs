using System.Net;
using X402.Reasons;

namespace X402.EndToEnd.Tests.BadInput;

/// <summary>One way to get a payment wrong, and what has to be answered.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Make">Makes the headers of the request.</param>
/// <param name="Reason">The stable reason of the answer; <see langword="null"/> where the HTTP server refuses the request itself.</param>
/// <param name="Status">The status of the answer.</param>
public sealed record BadPayment(string Name, Func<Attempt, Task<IReadOnlyList<KeyValuePair<string, string>>>> Make, PaymentReason? Reason, HttpStatusCode Status = HttpStatusCode.PaymentRequired)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
