namespace X402.Protocol;

/// <summary>The values of <c>x402Version</c>.</summary>
public static class ProtocolVersion
{
    /// <summary>Version 1: <c>X-PAYMENT</c>, requirements in the JSON body, networks by name.</summary>
    public const int V1 = 1;

    /// <summary>Version 2: <c>PAYMENT-SIGNATURE</c>, requirements in a header, networks by CAIP-2 id.</summary>
    public const int V2 = 2;
}
