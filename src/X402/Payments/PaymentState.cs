namespace X402.Payments;

/// <summary>Where a payment is on the resource server. The allowed steps are those of <see cref="PaymentStateMachine"/>.</summary>
public enum PaymentState
{
    /// <summary>Nothing was sent to the chain and the work was refused or failed: the payment can be used again.</summary>
    Released = 0,

    /// <summary>One request owns the payment; nothing else may work for it.</summary>
    Reserved = 1,

    /// <summary>The facilitator found it valid (step 6); the work may run.</summary>
    Verified = 2,

    /// <summary>The work is done (step 7) and its result is stored; nothing has left the process.</summary>
    Fulfilled = 3,

    /// <summary>Settlement has been asked for (step 8). From here on only evidence ends it, never a clock.</summary>
    Settling = 4,

    /// <summary>The money has moved (steps 10 and 11) and the work is done; the result may be delivered, again if need be.</summary>
    Settled = 5,

    /// <summary>
    /// The money did not move: the settlement was refused or reverted, or the authorization expired unused. Nothing of ours settles it any more; whoever
    /// holds an authorization that is still good can, and then the chain's word counts.
    /// </summary>
    Failed = 6,

    /// <summary>The outcome is not known: a timeout or a lost answer. The reconciler closes it by chain evidence.</summary>
    Unknown = 7,

    /// <summary>
    /// The money has moved and the work is not done: in the upfront flow because it failed or its process died, in any flow where the payment failed and was
    /// paid later by other hands. The same payment may have it done.
    /// </summary>
    Owed = 8,

    /// <summary>The money has moved and one request does the work.</summary>
    Serving = 9,
}
