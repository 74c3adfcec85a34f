namespace X402.Payments;

/// <summary>
/// The identity of a payment: what the chain itself accepts only once. Never derived from signature bytes, which are malleable (SG-06).
/// </summary>
/// <remarks>The scheme normalises the parts (EVM: lower-case hexadecimal), so that equal payments have equal ids.</remarks>
/// <param name="Network">The CAIP-2 network.</param>
/// <param name="Asset">The token contract.</param>
/// <param name="Payer">The address that pays.</param>
/// <param name="Nonce">The authorization's nonce.</param>
public readonly record struct PaymentId(string Network, string Asset, string Payer, string Nonce)
{
    /// <summary>The canonical text, used as storage key, in traces and in URLs: <c>network/asset/payer/nonce</c>.</summary>
    public override string ToString() => $"{Network}/{Asset}/{Payer}/{Nonce}";

    /// <summary>Parses the canonical text.</summary>
    public static bool TryParse(string? text, out PaymentId id)
    {
        id = default;
        if (text is null || text.Split('/') is not [{ Length: > 0 } network, { Length: > 0 } asset, { Length: > 0 } payer, { Length: > 0 } nonce])
            return false;
        id = new(network, asset, payer, nonce);
        return true;
    }
}
