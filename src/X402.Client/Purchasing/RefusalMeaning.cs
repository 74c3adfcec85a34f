namespace X402.Client;

/// <summary>What a refused payment is still good for.</summary>
internal enum RefusalMeaning
{
    /// <summary>Not settled; the same payment may succeed later.</summary>
    MaySucceedLater,

    /// <summary>Not settled, and this payment will never be accepted.</summary>
    Final,

    /// <summary>Settlement has begun and its outcome is open.</summary>
    Pending,

    /// <summary>The authorization is used: the money has moved.</summary>
    Used,
}
