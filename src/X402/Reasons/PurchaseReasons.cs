namespace X402.Reasons;

/// <summary>Why a paying client did not pay or did not get what it paid for. They never go over the wire.</summary>
public static class PurchaseReasons
{
    private static readonly HashSet<string> s_codes = new(StringComparer.Ordinal);

    /// <summary>The 402 answer is not a well-formed offer, or exceeds its limits.</summary>
    public static PaymentReason MalformedOffer { get; } = Add("malformed_offer");

    /// <summary>No offer is one that this client can sign and may accept.</summary>
    public static PaymentReason NoAcceptableOffer { get; } = Add("no_acceptable_offer");

    /// <summary>The price exceeds the cap per payment.</summary>
    public static PaymentReason OverCap { get; } = Add("over_payment_cap");

    /// <summary>A budget is exhausted.</summary>
    public static PaymentReason OverBudget { get; } = Add("over_budget");

    /// <summary>The approver said no, or there is none to ask.</summary>
    public static PaymentReason NotApproved { get; } = Add("not_approved");

    /// <summary>The network is not on the client's list.</summary>
    public static PaymentReason NetworkNotAllowed { get; } = Add("network_not_allowed");

    /// <summary>The asset is unknown or not on the client's list.</summary>
    public static PaymentReason AssetNotAllowed { get; } = Add("asset_not_allowed");

    /// <summary>The recipient is not on the client's list.</summary>
    public static PaymentReason PayeeNotAllowed { get; } = Add("payee_not_allowed");

    /// <summary>The server is not on the client's list.</summary>
    public static PaymentReason HostNotAllowed { get; } = Add("host_not_allowed");

    /// <summary>The connection is not encrypted and the server is not local.</summary>
    public static PaymentReason InsecureTransport { get; } = Add("insecure_transport");

    /// <summary>A redirect led to another origin, which must not be paid unasked.</summary>
    public static PaymentReason RedirectedElsewhere { get; } = Add("redirected_to_other_origin");

    /// <summary>The authorization would be valid for longer than the client allows.</summary>
    public static PaymentReason LifetimeTooLong { get; } = Add("authorization_lifetime_too_long");

    /// <summary>The scheme signed something else than what was selected; nothing was sent.</summary>
    public static PaymentReason SignedOtherTerms { get; } = Add("signed_other_terms");

    /// <summary>The offer is for another resource than the one that was asked for.</summary>
    public static PaymentReason ResourceMismatch { get; } = Add("resource_url_mismatch");

    /// <summary>The server wants the money before the work, which this client does not allow.</summary>
    public static PaymentReason UpfrontNotAllowed { get; } = Add("upfront_not_allowed");

    /// <summary>The request already carries a payment.</summary>
    public static PaymentReason AlreadyCarriesPayment { get; } = Add("request_carries_payment");

    /// <summary>The request's body cannot be sent a second time.</summary>
    public static PaymentReason BodyNotReplayable { get; } = Add("request_body_not_replayable");

    /// <summary>Another request is working on the purchase of this name.</summary>
    public static PaymentReason PurchaseInProgress { get; } = Add("purchase_in_progress");

    /// <summary>The purchase's name was used for another request.</summary>
    public static PaymentReason PurchaseKeyConflict { get; } = Add("purchase_key_conflict");

    /// <summary>The store of budgets and purchases does not answer or cannot be written; nothing was paid.</summary>
    public static PaymentReason StoreUnavailable { get; } = Add("purchase_store_unavailable");

    /// <summary>The payment was sent and there is no definite answer; a retry sends the same payment.</summary>
    public static PaymentReason OutcomeUnknown { get; } = Add("outcome_unknown");

    /// <summary>The money has moved and the server does not deliver.</summary>
    public static PaymentReason PaidNotDelivered { get; } = Add("paid_not_delivered");

    /// <summary>The server refused the payment without a reason.</summary>
    public static PaymentReason RefusedWithoutReason { get; } = Add("refused_without_reason");

    /// <summary>Whether a code is one of these.</summary>
    public static bool IsKnown(string code) => s_codes.Contains(code);

    private static PaymentReason Add(string code)
    {
        s_codes.Add(code);
        return new(code);
    }
}
