using System.Text;
using X402.Assets;
using X402.Money;
using X402.Networks;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client;

/// <summary>
/// Chooses among the offers (digest section 20): those this client can sign and may accept; payment after delivery before payment up front;
/// then the cheapest. The server's order decides only between equals.
/// </summary>
internal sealed class OfferSelector(string clientName, PaymentOptions options, SpendRules rules, IReadOnlyList<IPaymentSchemeClient> schemes, IReadOnlyList<ISpendPolicy> policies)
{
    /// <summary>More offers than any honest server has; the rest is ignored.</summary>
    private const int MaxOffers = 32;

    /// <exception cref="PaymentNotMadeException">There is no acceptable offer; the message says for each of them why.</exception>
    public async ValueTask<SelectedOffer> SelectAsync(PaymentRequired offer, RequestTarget target, CancellationToken cancellationToken)
    {
        var refusals = new List<SpendVerdict>();
        var candidates = new List<(int Rank, SelectedOffer Selected)>();
        for (var i = 0; i < Math.Min(offer.Accepts.Count, MaxOffers); i++)
        {
            var verdict = Judge(offer, offer.Accepts[i], target, out var rank, out var selected);
            if (verdict.IsAllowed)
                candidates.Add((rank, selected!));
            else
                refusals.Add(verdict);
        }

        candidates = [.. candidates.OrderBy(candidate => candidate.Rank).ThenBy(candidate => candidate.Selected.Proposal.Dollars)];
        foreach (var (_, selected) in candidates)
        {
            var verdict = SpendVerdict.Allow;
            for (var i = 0; i < policies.Count && verdict.IsAllowed; i++)
                verdict = await policies[i].JudgeAsync(selected.Proposal, cancellationToken);
            if (verdict.IsAllowed)
                return selected;
            refusals.Add(verdict);
        }
        throw Explain(refusals);
    }

    private SpendVerdict Judge(PaymentRequired offer, PaymentRequirements requirements, RequestTarget target, out int rank, out SelectedOffer? selected)
    {
        selected = null;
        // an unknown flow could mean that money moves at a time the client does not expect
        rank = FlowRank(requirements);
        if (rank > 0 && !options.AllowUpfront)
            return SpendVerdict.Deny(PurchaseReasons.UpfrontNotAllowed, "The server wants the money before the work, and AllowUpfront is off.");
        if (rank < 0)
            return SpendVerdict.Deny(PurchaseReasons.NoAcceptableOffer, $"The payment flow '{UntrustedText.Clean(PaymentFlow.Of(requirements))}' is not one this client pays by.");
        if (!NetworkId.TryParse(requirements.Network, out var network))
            return SpendVerdict.Deny(PurchaseReasons.NetworkNotAllowed, $"'{UntrustedText.Clean(requirements.Network)}' is no network.");
        if (!UInt256.TryParse(requirements.Amount, out var amount))
            return SpendVerdict.Deny(PurchaseReasons.NoAcceptableOffer, $"'{UntrustedText.Clean(requirements.Amount)}' is no amount in atomic units.");
        if (requirements.MaxTimeoutSeconds <= 0)
            return SpendVerdict.Deny(PurchaseReasons.NoAcceptableOffer, "The offer leaves no time to settle.");
        if (!options.Assets.TryGetByAddress(network, requirements.Asset, out var asset))
            return SpendVerdict.Deny(PurchaseReasons.AssetNotAllowed, $"The asset {UntrustedText.Clean(requirements.Asset)} on {network} is unknown. Add it to the asset registry to pay in it.");

        var proposal = Propose(requirements, target, asset, amount);
        var verdict = rules.Judge(proposal);
        if (!verdict.IsAllowed)
            return verdict;
        foreach (var scheme in schemes)
        {
            if (scheme.Scheme != requirements.Scheme || !scheme.CanPay(requirements))
                continue;
            selected = new SelectedOffer(offer, proposal, scheme);
            return SpendVerdict.Allow;
        }
        return SpendVerdict.Deny(PurchaseReasons.NoAcceptableOffer, $"No signer is registered that can pay by scheme '{UntrustedText.Clean(requirements.Scheme)}' on {network} in {asset.Symbol}.");
    }

    private SpendProposal Propose(PaymentRequirements requirements, RequestTarget target, AssetInfo asset, UInt256 amount) => new()
    {
        ClientName = clientName,
        Method = target.Method,
        Url = target.Url,
        Requirements = requirements,
        Asset = asset,
        Amount = amount,
        Dollars = AmountFormat.ToDollars(amount, asset),
    };

    // none of the schemes at hand can hold money in escrow, so that such an offer would be paid without its protection
    private static int FlowRank(PaymentRequirements requirements) => PaymentFlow.Of(requirements) switch
    {
        PaymentFlow.Authorization => 0,
        PaymentFlow.Upfront => 1,
        _ => -1,
    };

    private static PaymentNotMadeException Explain(List<SpendVerdict> refusals)
    {
        if (refusals.Count == 0)
            return new(PurchaseReasons.NoAcceptableOffer, "The server asks for money and offers no way to pay.");
        var reason = refusals.TrueForAll(refusal => refusal.Reason == refusals[0].Reason) ? refusals[0].Reason : PurchaseReasons.NoAcceptableOffer;
        var message = new StringBuilder("Nothing was paid. ");
        message.AppendJoin(' ', refusals.Select(refusal => refusal.Explanation).Distinct().Take(4));
        return new(reason, message.ToString());
    }
}
