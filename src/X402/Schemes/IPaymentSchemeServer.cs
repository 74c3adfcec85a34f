using System.Diagnostics.CodeAnalysis;
using X402.Networks;
using X402.Protocol;
using X402.Reasons;

namespace X402.Schemes;

/// <summary>What a resource server needs of a scheme: to price and to identify. Stateless and thread-safe.</summary>
public interface IPaymentSchemeServer
{
    /// <summary>The name on the wire, for example <c>exact</c>.</summary>
    string Scheme { get; }

    /// <summary>Whether the scheme works on the network.</summary>
    bool Supports(NetworkId network);

    /// <summary>Whether the scheme can be paid in a flow, one of <see cref="PaymentFlow"/>. Every scheme can be settled after the work.</summary>
    bool SupportsFlow(string paymentFlow) => paymentFlow == PaymentFlow.Authorization;

    /// <summary>Turns terms into requirements. Called at start-up for static prices, so that mistakes surface there.</summary>
    /// <param name="terms">What the seller wants.</param>
    /// <param name="requirements">The requirements.</param>
    /// <param name="error">What the developer has to change.</param>
    bool TryCreateRequirements(PaymentTerms terms, [NotNullWhen(true)] out PaymentRequirements? requirements, [NotNullWhen(false)] out string? error);

    /// <summary>
    /// Reads the identity of a payment out of its payload, by shape only: no signature is checked and nothing is asked of the chain.
    /// </summary>
    /// <param name="payload">The client's payment.</param>
    /// <param name="requirements">The server's own requirements it was matched with.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="reason">Why the payload cannot be one of this scheme.</param>
    bool TryIdentify(PaymentPayload payload, PaymentRequirements requirements, [NotNullWhen(true)] out PaymentIdentity? identity, out PaymentReason reason);
}
