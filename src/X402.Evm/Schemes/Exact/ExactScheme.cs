using X402.Payments;
using X402.Schemes;

namespace X402.Evm.Schemes.Exact;

/// <summary>What all roles of the exact scheme share.</summary>
internal static class ExactScheme
{
    public const string Name = "exact";

    // names of members of requirements.extra (digest section 9.1)
    public const string DomainName = "name";
    public const string DomainVersion = "version";
    public const string TransferMethod = "assetTransferMethod";
    public const string Eip3009 = "eip3009";

    private const ulong MaxUnixSeconds = 253_402_300_799;

    /// <summary>The payment's identity: what the token itself accepts only once. Lower case, so that equal payments have equal ids.</summary>
    public static PaymentId IdOf(string network, EvmAddress asset, in Eip3009Authorization authorization) =>
        new(network, asset.ToLowerString(), authorization.From.ToLowerString(), authorization.Nonce.ToString());

    public static PaymentIdentity Identify(string network, EvmAddress asset, in Eip3009Authorization authorization)
    {
        var seconds = authorization.ValidBefore.TryToUInt64(out var narrow) ? Math.Min(narrow, MaxUnixSeconds) : MaxUnixSeconds;
        return new(IdOf(network, asset, authorization), authorization.Value, DateTimeOffset.FromUnixTimeSeconds((long)seconds));
    }
}
