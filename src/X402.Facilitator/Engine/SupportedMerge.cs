using X402.Protocol;
using X402.Schemes;

namespace X402.Facilitator;

/// <summary>One <c>/supported</c> of many schemes.</summary>
internal static class SupportedMerge
{
    public static SupportedResponse Merge(IReadOnlyList<IPaymentSchemeFacilitator> schemes)
    {
        var signers = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (pattern, addresses) in schemes.SelectMany(static scheme => scheme.Supported.Signers))
            signers[pattern] = signers.TryGetValue(pattern, out var known) ? [.. known.Union(addresses, StringComparer.OrdinalIgnoreCase)] : addresses;
        return new SupportedResponse
        {
            Kinds = [.. schemes.SelectMany(static scheme => scheme.Supported.Kinds)],
            Extensions = [.. schemes.SelectMany(static scheme => scheme.Supported.Extensions).Distinct(StringComparer.Ordinal)],
            Signers = signers,
        };
    }
}
