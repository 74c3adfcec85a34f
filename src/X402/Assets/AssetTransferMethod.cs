namespace X402.Assets;

/// <summary>How a token moves on a signed authorization; on the wire <c>extra.assetTransferMethod</c> (digest sections 9 and 10).</summary>
public enum AssetTransferMethod
{
    /// <summary>EIP-3009 <c>transferWithAuthorization</c>; the default, not written on the wire.</summary>
    Eip3009,

    /// <summary>Permit2 with a witness, through the x402 proxy contracts.</summary>
    Permit2,
}
