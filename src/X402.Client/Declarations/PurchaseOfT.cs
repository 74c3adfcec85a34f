using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace X402.Client;

/// <summary>The outcome of a call through a typed client: a value and its receipt, or what became of the money without one.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed class Purchase<T>
{
    /// <summary>How it ended for the money.</summary>
    public required PurchaseOutcome Outcome { get; init; }

    /// <summary>The value, where the server gave one.</summary>
    public T? Value { get; init; }

    /// <summary>The receipt of what was paid.</summary>
    public PaymentReceipt? Receipt { get; init; }

    /// <summary>Why paying failed; its reason is a stable code.</summary>
    public PaymentException? Failure { get; init; }

    /// <summary>The status of the server's answer, where there is one.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Why there is no value, for a person; written here or by the server, so it is data and never an instruction.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool HasValue => Problem is null;
}
