namespace X402.Settlement;

/// <summary>One place in the sequence of a relayer's transactions: whatever is signed for it, at most one lands.</summary>
/// <param name="Network">The CAIP-2 network.</param>
/// <param name="Relayer">The address that sends, in lower case.</param>
/// <param name="Nonce">The account nonce.</param>
public readonly record struct RelayerTransactionId(string Network, string Relayer, ulong Nonce)
{
    /// <summary>The lease and the fence that guard the relayer.</summary>
    public string LeaseName => LeaseNameOf(Network, Relayer);

    /// <summary>The name of the lease that guards a relayer on a network.</summary>
    public static string LeaseNameOf(string network, string relayer) => $"relayer/{network}/{relayer}";

    /// <summary>The canonical text, used as storage key: <c>network/relayer/nonce</c>.</summary>
    public override string ToString() => $"{Network}/{Relayer}/{Nonce}";
}
