using System.Text.Json;
using Microsoft.AspNetCore.Http;
using X402.Protocol;

namespace X402.AspNetCore;

/// <summary>
/// A protocol extension on the server: what it tells buyers in 402 answers, what it makes of their answers to it, and what it adds to receipts.
/// Register it with <c>AddPaymentExtension</c>.
/// </summary>
/// <remarks>
/// <para>Version 2 only: version 1 has no extensions. Thread-safe.</para>
/// <para>
/// The gate calls it in this order: <see cref="Declare"/> once per endpoint; for each payment that matches an offer the echo check, with
/// <see cref="DynamicMembers"/> and <see cref="OwnedMembers"/>; then <see cref="InspectAsync"/>, before anything is reserved or asked of the
/// facilitator; after settlement <see cref="DescribeReceiptAsync"/>. An exception before settlement ends the request with an error, and
/// nothing is charged; one after it is logged, and the receipt goes out without this extension.
/// </para>
/// </remarks>
public interface IPaymentExtension
{
    /// <summary>The name on the wire, for example <c>payment-identifier</c>.</summary>
    string Name { get; }

    /// <summary>Members of <c>info</c> that differ from answer to answer, which the echo check ignores.</summary>
    IReadOnlyCollection<string> DynamicMembers => [];

    /// <summary>Members of <c>info</c> that only the server may write; a client that invents one is refused.</summary>
    IReadOnlyCollection<string> OwnedMembers => [];

    /// <summary>
    /// What the 402 answers of an endpoint say; <see langword="null"/> where it takes no part. Called when the endpoint's offers are made, not per
    /// request; an <see cref="InvalidOperationException"/> at start-up is reported with all other mistakes of the configuration.
    /// </summary>
    PaymentExtensionDeclaration? Declare(PaymentExtensionEndpoint endpoint);

    /// <summary>
    /// What the 402 answers for this very URL say, where the declaration is <see cref="PaymentExtensionDeclaration.IsPerUrl"/>. Called for the offer and again
    /// for the payment, so it must come out the same for an equal URL.
    /// </summary>
    JsonElement Describe(HttpContext context, PaymentExtensionDeclaration declaration) => declaration?.Value ?? default;

    /// <summary>
    /// Judges a payment that matches an offer and echoes this extension unchanged. Its shape is known, nothing of it is verified: neither the
    /// signature nor the payer.
    /// </summary>
    ValueTask<PaymentExtensionVerdict> InspectAsync(PaymentExtensionRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(PaymentExtensionVerdict.Continue);

    /// <summary>What it adds to the receipt under its name, or nothing. Called for each delivery, so that a result delivered again has a receipt too.</summary>
    ValueTask<JsonElement?> DescribeReceiptAsync(PaymentExtensionRequest request, SettleResponse receipt, CancellationToken cancellationToken) => ValueTask.FromResult<JsonElement?>(null);
}
