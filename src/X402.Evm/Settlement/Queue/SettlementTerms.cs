using System.Text.Json;
using X402.Money;
using X402.Protocol;

namespace X402.Evm.Settlement;

/// <summary>What one payment is to pay. A payment that was withdrawn can be accepted anew, and then with other terms.</summary>
internal static class SettlementTerms
{
    /// <summary>Whether it is the very same authorization and signature, for the same terms: only then is the outcome of one the outcome of the other.</summary>
    public static bool AreSame(FacilitatorRequest known, FacilitatorRequest request) =>
        ReferenceEquals(known, request)
        || (JsonElement.DeepEquals(known.Payload.Payload, request.Payload.Payload)
            && known.Requirements.Scheme == request.Requirements.Scheme
            && known.Requirements.Network == request.Requirements.Network
            && string.Equals(known.Requirements.Asset, request.Requirements.Asset, StringComparison.OrdinalIgnoreCase)
            && string.Equals(known.Requirements.PayTo, request.Requirements.PayTo, StringComparison.OrdinalIgnoreCase)
            && UInt256.TryParse(known.Requirements.Amount, out var amount) && UInt256.TryParse(request.Requirements.Amount, out var other) && amount == other);
}
