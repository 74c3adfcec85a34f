using System.Diagnostics;
using X402.Diagnostics;
using X402.Money;
using X402.Purchases;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client;

/// <summary>Step 3: from the selected offer to a stored payment. The one place where this client commits money (SG-39).</summary>
internal sealed class PurchaseSigner(string clientName, PaymentOptions options, SpendRules rules, PaymentServices services, PurchaseBooks books)
{
    /// <summary>Reserves, asks for approval, signs and stores, in this order; whatever fails, nothing is left reserved.</summary>
    /// <exception cref="PaymentNotMadeException">A budget, the approver or another request for the same purchase stood against it.</exception>
    public async Task<PurchaseRecord> SignAsync(PurchaseAttempt attempt, SelectedOffer selected, CancellationToken cancellationToken)
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.CreatePayload, ActivityKind.Internal);
        var id = Guid.NewGuid().ToString("N");
        try
        {
            // inside: a store that answers too late may have reserved
            await ReserveAsync(id, selected.Proposal, cancellationToken);
            await ApproveAsync(selected.Proposal, cancellationToken);
            var key = PurchaseKey.For(attempt.Request, clientName, attempt.Fingerprint);
            var (offer, nonce) = await ExtensionAnswers.CreateAsync(attempt, selected, key, options, cancellationToken);
            var signed = nonce.IsEmpty
                ? await selected.Scheme.SignAsync(selected.Requirements, offer, cancellationToken)
                : await ((IBoundPaymentSchemeClient)selected.Scheme).SignAsync(selected.Requirements, offer, nonce, cancellationToken);
            Check(signed, selected, nonce.Span);

            var purchase = new PurchaseRecord
            {
                Id = id,
                Key = key.Key,
                IsUnique = key.IsUnique,
                RequestFingerprint = attempt.Fingerprint,
                Target = attempt.Description,
                Requirements = selected.Requirements,
                Payment = signed.Payload,
                Identity = signed.Identity,
                CreatedAt = services.Time.GetUtcNow(),
            };
            await books.RecordAsync(PurchaseEvent.Signed, purchase, cancellationToken);
            if (!await services.Journal.AddAsync(purchase, cancellationToken))
                throw new PaymentNotMadeException(PurchaseReasons.PurchaseInProgress, "Another request is working on the purchase of this name. Repeat this one when it is done.");
            return purchase;
        }
        catch
        {
            await services.Budget.CloseAsync(id, SpendOutcome.Released, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Counts the money before it can be spent.</summary>
    /// <exception cref="PaymentNotMadeException">It does not fit into a budget.</exception>
    public async ValueTask ReserveAsync(string id, SpendProposal proposal, CancellationToken cancellationToken)
    {
        var limits = rules.LimitsFor(proposal);
        if (limits.Length == 0 || await services.Budget.ReserveAsync(new(id, proposal.Dollars, limits), cancellationToken) is not { } exceeded)
            return;
        var spent = await services.Budget.GetSpentAsync(exceeded, cancellationToken);
        throw new PaymentNotMadeException(
            PurchaseReasons.OverBudget,
            $"{proposal.AmountText} does not fit into the budget {exceeded.Bucket}: {AmountFormat.Dollars(spent)} of {AmountFormat.Dollars(exceeded.Max)} are spent or reserved. Nothing was paid.");
    }

    private async ValueTask ApproveAsync(SpendProposal proposal, CancellationToken cancellationToken)
    {
        if (!rules.NeedsApproval(proposal, services.Approver is not null))
            return;
        if (services.Approver is not { } approver)
            throw new PaymentNotMadeException(PurchaseReasons.NotApproved, $"{proposal.AmountText} is above the approval threshold and no approver is registered. Nothing was paid.");
        if (!await approver.ApproveAsync(proposal, cancellationToken))
            throw new PaymentNotMadeException(PurchaseReasons.NotApproved, $"{proposal.AmountText} to {UntrustedText.Clean(proposal.Requirements.PayTo)} was not approved. Nothing was paid.");
    }

    /// <summary>A scheme that signs for more, elsewhere or longer than what was judged must not get its signature out.</summary>
    private void Check(SignedPayment signed, SelectedOffer selected, ReadOnlySpan<byte> nonce)
    {
        var (id, amount, validBefore) = signed.Identity;
        var latest = services.Time.GetUtcNow() + options.MaxAuthorizationLifetime + options.ClockSkew;
        if (amount > selected.Proposal.Amount || amount == UInt256.Zero && selected.Proposal.Amount != UInt256.Zero
            || id.Network != selected.Requirements.Network
            || !string.Equals(id.Asset, selected.Requirements.Asset, StringComparison.OrdinalIgnoreCase)
            || validBefore > latest
            || (!nonce.IsEmpty && id.Nonce != $"0x{Convert.ToHexStringLower(nonce)}"))
            throw new PaymentNotMadeException(PurchaseReasons.SignedOtherTerms, $"The scheme '{selected.Scheme.Scheme}' signed other terms than those selected. Nothing was sent.");
    }
}
