using System.Buffers;
using System.Text.Json;
using X402.Protocol.Codecs.V1;
using X402.Reasons;

namespace X402.Protocol;

/// <summary>Finds the offer a payment is for (digest section 2.8, SG-03). The client's copy is only compared, never used.</summary>
/// <remarks>
/// <para>Version 2: every member of the offer equals that of <c>accepted</c>, and <c>accepted</c> has no others; <c>extra</c> of the offer is
/// contained in that of <c>accepted</c>, objects recursively, arrays exactly; <c>paymentFlow</c> is the same.</para>
/// <para>Version 1: scheme and network are equal, and the offer is one that version 1 can express.</para>
/// <para>Hexadecimal addresses are compared by their bytes, so that any spelling of EIP-55 matches. Amounts are compared as they
/// are written: atomic units have one canonical form, so equal text is equal value, and an amount written otherwise
/// (<c>010000</c>) was not copied from an offer of ours.</para>
/// </remarks>
public static class RequirementsMatcher
{
    /// <summary>The first offer that the payment is for, or <see langword="null"/>.</summary>
    /// <param name="payment">The client's payment.</param>
    /// <param name="offers">The server's own requirements, built for this very request.</param>
    /// <param name="reason">Why there is none: <c>no_matching_payment_requirements</c>.</param>
    public static PaymentRequirements? Match(PaymentPayload payment, IReadOnlyList<PaymentRequirements> offers, out PaymentReason reason)
    {
        ArgumentNullException.ThrowIfNull(payment);
        ArgumentNullException.ThrowIfNull(offers);
        for (var i = 0; i < offers.Count; i++)
        {
            if (IsFor(payment, offers[i]))
            {
                reason = default;
                return offers[i];
            }
        }
        reason = PaymentReasons.NoMatchingRequirements;
        return null;
    }

    private static bool IsFor(PaymentPayload payment, PaymentRequirements offer) => payment.X402Version switch
    {
        ProtocolVersion.V1 => payment.Scheme == offer.Scheme && payment.Network == offer.Network && RequirementsV1.CanExpress(offer),
        ProtocolVersion.V2 => payment.Accepted is { } accepted && AreEqual(accepted, offer),
        _ => false,
    };

    private static bool AreEqual(PaymentRequirements accepted, PaymentRequirements offer) =>
        accepted.Scheme == offer.Scheme
        && accepted.Network == offer.Network
        && accepted.Amount == offer.Amount
        && accepted.MaxTimeoutSeconds == offer.MaxTimeoutSeconds
        && AreEqualText(accepted.Asset, offer.Asset)
        && AreEqualText(accepted.PayTo, offer.PayTo)
        && AreEqualMembers(accepted.UnknownMembers, offer.UnknownMembers)
        // an agreement about when the money moves is no addition of the client's: it has to be the one that was offered
        && PaymentFlow.Of(accepted) == PaymentFlow.Of(offer)
        && Contains(accepted.Extra, offer.Extra);

    private static bool AreEqualMembers(Dictionary<string, JsonElement>? accepted, Dictionary<string, JsonElement>? offered)
    {
        if ((accepted?.Count ?? 0) != (offered?.Count ?? 0))
            return false;
        if (accepted is null || offered is null)
            return true;
        foreach (var (name, value) in offered)
        {
            if (!accepted.TryGetValue(name, out var other) || !JsonElement.DeepEquals(value, other))
                return false;
        }
        return true;
    }

    private static bool Contains(JsonElement? accepted, JsonElement? offered)
    {
        if (!IsPresent(offered, out var needed))
            return true;
        return IsPresent(accepted, out var given)
            ? JsonSubset.Contains(given, needed, AreEqualText)
            : needed.ValueKind == JsonValueKind.Object && !needed.EnumerateObject().MoveNext();
    }

    private static bool IsPresent(JsonElement? element, out JsonElement value)
    {
        value = element ?? default;
        return value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
    }

    private static bool AreEqualText(string left, string right) =>
        left == right || (IsHexAddress(left) && IsHexAddress(right) && left.Equals(right, StringComparison.OrdinalIgnoreCase));

    private static bool IsHexAddress(string text) =>
        text.Length == 42 && text[0] == '0' && text[1] == 'x' && !text.AsSpan(2).ContainsAnyExcept(s_hexadecimal);

    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");
}
