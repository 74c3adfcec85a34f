using System.Collections.Frozen;
using X402.Protocol;
using X402.Reasons;

namespace X402.Client;

/// <summary>Why a server did not accept a payment: its words as data, and what they mean for the payment.</summary>
internal sealed record Refusal(PaymentReason Reason, string? ServerMessage, RefusalMeaning Meaning)
{
    private static readonly FrozenDictionary<string, RefusalMeaning> s_meanings = Meanings().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>From the receipt of a failed settlement, else from the repeated offer, else from an answer that is neither.</summary>
    public static Refusal From(SettleResponse? receipt, PaymentRequired? offer, string? problem = null)
    {
        var code = receipt?.ErrorReason ?? offer?.Error ?? problem;
        var message = UntrustedText.Clean(receipt?.ErrorMessage) ?? UntrustedText.Clean(offer?.Error) ?? UntrustedText.Clean(receipt?.ErrorReason);
        // the reference server writes this one as a sentence
        if (code is "No matching payment requirements" or "Unable to find matching payment requirements")
            code = PaymentReasons.NoMatchingRequirements.Code;
        var reason = UntrustedText.AsReason(code) ?? PurchaseReasons.RefusedWithoutReason;
        return new(reason, message, s_meanings.GetValueOrDefault(reason.Code, RefusalMeaning.MaySucceedLater));
    }

    public string Describe() => ServerMessage is { } message && message != Reason.Code ? $"{Reason} (the server says: \"{message}\")" : Reason.Code;

    private static Dictionary<string, RefusalMeaning> Meanings()
    {
        var meanings = new Dictionary<string, RefusalMeaning>(StringComparer.Ordinal);
        Add(RefusalMeaning.Pending, PaymentReasons.SettlementPending, PaymentReasons.PaymentInProgress, PaymentReasons.UnexpectedSettleError);
        // not final: another payment for the same purchase has the same identifier and fails in the same way, so there is nothing to sign before this one is dead
        Add(RefusalMeaning.MaySucceedLater, PaymentReasons.PaymentIdentifierConflict);
        Add(RefusalMeaning.Used, PaymentReasons.ExactEvmNonceAlreadyUsed, PaymentReasons.PaymentAlreadyUsed, PaymentReasons.DuplicateSettlement);
        Add(RefusalMeaning.Final,
            PaymentReasons.PaymentFailed, PaymentReasons.NoMatchingRequirements, PaymentReasons.InvalidPaymentHeader, PaymentReasons.InvalidPayload,
            PaymentReasons.InvalidX402Version, PaymentReasons.InvalidNetwork, PaymentReasons.InvalidScheme, PaymentReasons.UnsupportedScheme,
            PaymentReasons.ExtensionEchoMismatch, PaymentReasons.AuthorizationExpired, new("payment_expired"),
            PaymentReasons.ExactEvmScheme, PaymentReasons.ExactEvmNetworkMismatch, PaymentReasons.ExactEvmMissingEip712Domain,
            PaymentReasons.ExactEvmRecipientMismatch, PaymentReasons.ExactEvmSignature, PaymentReasons.ExactEvmValidBefore,
            PaymentReasons.ExactEvmValueMismatch, PaymentReasons.ExactEvmValueMismatchV1, PaymentReasons.ExactEvmTokenNameMismatch,
            PaymentReasons.ExactEvmTokenVersionMismatch, PaymentReasons.ExactEvmFailedToParseSignature);
        return meanings;

        void Add(RefusalMeaning meaning, params ReadOnlySpan<PaymentReason> reasons)
        {
            foreach (var reason in reasons)
                meanings.Add(reason.Code, meaning);
        }
    }
}
