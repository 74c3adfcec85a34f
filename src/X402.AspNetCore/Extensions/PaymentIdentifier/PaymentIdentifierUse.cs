namespace X402.AspNetCore;

/// <summary>Whether buyers may or must name their purchases.</summary>
public enum PaymentIdentifierUse
{
    /// <summary>The extension is not offered.</summary>
    None = 0,

    /// <summary>Buyers may send an identifier.</summary>
    Accepted = 1,

    /// <summary>Buyers must send one; clients of version 1, which cannot, are not served.</summary>
    Required = 2,
}
