using X402.Protocol;
using X402.Schemes;

namespace X402.Client;

/// <summary>The offer that will be paid, with everything that was judged: nothing is read from the server again before signing.</summary>
internal sealed record SelectedOffer(PaymentRequired Offer, SpendProposal Proposal, IPaymentSchemeClient Scheme)
{
    public PaymentRequirements Requirements => Proposal.Requirements;
}
