using X402.Evm.Abi;

namespace X402.Evm.Contracts;

/// <summary>The contract that makes several calls in one, at the same address on nearly every chain.</summary>
public static class Multicall3
{
    private static readonly byte[] s_aggregate3 = [0x82, 0xad, 0x56, 0xcb];

    /// <summary>The canonical address.</summary>
    public static EvmAddress Address { get; } = EvmAddress.Parse("0xcA11bde05977b3631167028862bE2a173976CA11");

    /// <summary>Call data of <c>aggregate3</c>: all calls in order, each may fail on its own where it says so.</summary>
    public static byte[] Aggregate3(IReadOnlyList<MulticallItem> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var items = new AbiEncoder[calls.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = new AbiEncoder().Address(calls[i].Target).Bool(calls[i].AllowFailure).Bytes(calls[i].Data.Span);
        return new AbiEncoder(s_aggregate3).Array(items).ToArray();
    }

    /// <summary>Reads what <c>aggregate3</c> returned, one outcome per call.</summary>
    public static bool TryDecodeResults(ReadOnlySpan<byte> returned, out MulticallResult[] results)
    {
        results = [];
        if (!new AbiReader(returned).TryGetArray(0, out var count, out var elements))
            return false;
        var decoded = new MulticallResult[count];
        for (var i = 0; i < count; i++)
        {
            if (!elements.TryGetTuple(i, out var tuple) || !tuple.TryGetBool(0, out var succeeded) || !tuple.TryGetBytes(1, out var data))
                return false;
            decoded[i] = new(succeeded, data.ToArray());
        }
        results = decoded;
        return true;
    }
}
