using System.Diagnostics;
using System.Net;
using X402.Assets;
using X402.Diagnostics;
using X402.Ledger;
using X402.Networks;
using X402.Protocol;
using X402.Purchases;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client;

/// <summary>
/// Buys what a 402 answer offers: steps 3 and 4, and the answer to them.
/// <code>
///   claim in journal -- open payment --> expired and proved unused? -- yes --> void it, go on below
///         |                                   | no
///         |                                   +--> send the same payment again --> read the answer
///         +-- none --> select, reserve, approve, sign, store --> send --> read the answer
/// </code>
/// At most one new signature per call, and only after every earlier payment for the same purchase is closed (SG-41).
/// </summary>
internal sealed class Purchaser(
    string clientName, PaymentOptions options, SpendRules rules, OfferSelector selector, PurchaseSigner signer,
    PurchaseBooks books, PaymentServices services, PaymentFates fates, RedirectFollower follower)
{
    public async Task<HttpResponseMessage> BuyAsync(PurchaseAttempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await RepeatOrPayAsync(attempt, cancellationToken);
        }
        catch (LedgerUnavailableException e)
        {
            // only what comes before a payment leaves can fail like this
            throw new PaymentNotMadeException(PurchaseReasons.StoreUnavailable, $"No payment was made, because it could not be recorded. {e.Message} Try again later.", e);
        }
    }

    private async Task<HttpResponseMessage> RepeatOrPayAsync(PurchaseAttempt attempt, CancellationToken cancellationToken)
    {
        JudgeServer(attempt);
        var key = PurchaseKey.For(attempt.Request, clientName, attempt.Fingerprint);
        if (await services.Journal.ClaimAsync(key.Key, cancellationToken) is { } earlier)
        {
            var (answer, again) = await RepeatAsync(earlier, attempt, cancellationToken);
            if (answer is not null)
                return answer;
            // the new offer may come from somebody else
            JudgeServer(again);
            attempt = again;
        }

        var selected = await selector.SelectAsync(attempt.Offer, attempt.Target, cancellationToken);
        var purchase = await signer.SignAsync(attempt, selected, cancellationToken);
        return (await PayAsync(purchase, selected.Proposal, attempt, AuthorizationFate.Pending, isLastWord: false, cancellationToken)).Answer!;
    }

    private void JudgeServer(PurchaseAttempt attempt)
    {
        var verdict = rules.JudgeServer(attempt.Request.Start.Url, attempt.Target.Url);
        if (verdict.IsAllowed)
            verdict = ResourceCheck.Judge(attempt.Offer.Resource.Url, attempt.Target.Url, options);
        if (!verdict.IsAllowed)
            throw new PaymentNotMadeException(verdict.Reason, verdict.Explanation);
    }

    /// <summary>Sends an earlier payment again. No answer means that it is proved or declared dead, so that another one may be signed.</summary>
    private async Task<(HttpResponseMessage? Answer, PurchaseAttempt Attempt)> RepeatAsync(PurchaseRecord earlier, PurchaseAttempt attempt, CancellationToken cancellationToken)
    {
        SpendProposal proposal;
        AuthorizationFate fate;
        bool expired;
        try
        {
            if (earlier.RequestFingerprint != attempt.Fingerprint)
                throw new PaymentNotMadeException(PurchaseReasons.PurchaseKeyConflict, "The purchase of this name was made for another request. Nothing was paid.");
            proposal = Propose(earlier, attempt.Target);
            expired = services.Time.GetUtcNow() > earlier.Identity.ValidBefore + options.ClockSkew;
            fate = IsOwed(earlier) ? AuthorizationFate.Settled
                : expired && earlier.State == PurchaseState.Open ? await fates.FindAsync(earlier.Identity, cancellationToken) : AuthorizationFate.Pending;
            if (fate == AuthorizationFate.Void)
            {
                await books.CloseAsync(earlier with { State = PurchaseState.Void }, SpendOutcome.Released, PurchaseEvent.Voided);
                return (null, attempt with { Identifier = ExtensionAnswers.IdentifierOf(earlier.Payment) });
            }
            if (earlier.State == PurchaseState.Open && fate != AuthorizationFate.Settled)
            {
                // limits that were lowered since it was signed hold for it too
                if (rules.Judge(proposal) is { IsAllowed: false } verdict)
                    throw new PaymentNotMadeException(verdict.Reason, verdict.Explanation);
                await signer.ReserveAsync(earlier.Id, proposal, cancellationToken);
            }
            await books.RecordAsync(PurchaseEvent.Replayed, earlier, cancellationToken);
        }
        catch
        {
            await services.Journal.ReleaseAsync(earlier, CancellationToken.None);
            throw;
        }
        // once expired, a server that still asks for money cannot settle this payment any more
        return await PayAsync(earlier, proposal, attempt, fate, isLastWord: expired && fate != AuthorizationFate.Settled, cancellationToken);
    }

    /// <summary>Step 4: asks again, with the payment, and finds out what became of it.</summary>
    private async Task<(HttpResponseMessage? Answer, PurchaseAttempt Attempt)> PayAsync(
        PurchaseRecord purchase, SpendProposal proposal, PurchaseAttempt attempt, AuthorizationFate fate, bool isLastWord, CancellationToken cancellationToken)
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Pay, ActivityKind.Internal);
        PurchaseTrace.Describe(activity, purchase);
        Exchange exchange;
        SettleResponse? stated;
        PaymentRequired? repeated = null;
        string? conflict = null;
        var isPaymentRefused = false;
        try
        {
            exchange = await follower.SendAsync(attempt.Request, attempt.Target, PaymentHeader.For(purchase.Payment), cancellationToken);
            stated = exchange.ReceiptHeaders.Read(purchase.Payment.X402Version);
            isPaymentRefused = exchange.Response.StatusCode is HttpStatusCode.PaymentRequired or HttpStatusCode.PreconditionFailed;
            if (isPaymentRefused)
            {
                using (exchange.Response)
                    repeated = (await OfferReader.ReadAsync(exchange.Response, options.MaxOfferBytes, cancellationToken)).Offer;
            }
            // the server has another request on record under the identifier of this one, and has not touched the payment
            else if (exchange.Response.StatusCode == HttpStatusCode.Conflict && stated is null
                && await ProblemReader.ReadReasonAsync(exchange.Response.Content, cancellationToken) is { } reason && reason == PaymentReasons.PaymentIdentifierConflict.Code)
            {
                (conflict, isPaymentRefused) = (reason, true);
                exchange.Response.Dispose();
            }
        }
#pragma warning disable CA1031 // whatever happened on the way: the payment is out
        catch (Exception e)
#pragma warning restore CA1031
        {
            await CloseUnknownAsync(purchase, PurchaseReasons.OutcomeUnknown.Code, attempt);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            throw new PaymentOutcomeUnknownException(
                PurchaseReasons.OutcomeUnknown, $"{attempt.Description} was paid for with {proposal.AmountText} and gave no answer. Repeat the request: the same payment is sent again.", e)
            { PaymentId = purchase.Identity.Id };
        }

        var receipt = ReceiptCheck.Accept(stated, purchase, proposal);
        if (!isPaymentRefused)
            return (await ReadAnswerAsync(purchase, attempt, exchange.Response, stated, receipt, activity), attempt);

        var refusal = Refusal.From(stated, repeated, conflict);
        activity?.SetStatus(ActivityStatusCode.Error, refusal.Reason.Code);
        if (receipt is null && refusal.Meaning == RefusalMeaning.Pending)
            throw await UnknownAsync(purchase, attempt, refusal.Reason, stated);
        if (receipt is not null || fate == AuthorizationFate.Settled || refusal.Meaning == RefusalMeaning.Used || purchase.State == PurchaseState.Settled)
        {
            await CloseAsync(purchase with { State = PurchaseState.Settled, Reason = refusal.Reason.Code, Transaction = receipt?.Transaction ?? purchase.Transaction }, SpendOutcome.Committed, PurchaseEvent.NotDelivered, attempt, receipt);
            throw new PaidNotDeliveredException($"{attempt.Description} took {proposal.AmountText} and does not deliver: {refusal.Describe()}.", refusal.ServerMessage)
            { PaymentId = purchase.Identity.Id, Transaction = receipt?.Transaction ?? purchase.Transaction };
        }

        var final = refusal.Meaning == RefusalMeaning.Final || isLastWord;
        purchase = purchase with { State = final ? PurchaseState.Refused : PurchaseState.Open, Reason = refusal.Reason.Code };
        await CloseAsync(purchase, SpendOutcome.Unknown, PurchaseEvent.Refused, attempt, receipt: null);
        if (final && fates.Covers(purchase.Identity))
            await books.FollowAsync(purchase);
        if (isLastWord && repeated is not null)
            return (null, attempt with { Offer = repeated, Target = exchange.Target, Identifier = ExtensionAnswers.IdentifierOf(purchase.Payment) });
        throw new PaymentRefusedException(refusal.Reason, $"{attempt.Description} did not accept the payment of {proposal.AmountText}: {refusal.Describe()}.", refusal.ServerMessage)
        { PaymentId = purchase.Identity.Id };
    }

    /// <summary>Any answer that does not ask for money: delivered, or an error of the server's own.</summary>
    private async Task<HttpResponseMessage> ReadAnswerAsync(
        PurchaseRecord purchase, PurchaseAttempt attempt, HttpResponseMessage response, SettleResponse? stated, PaymentReceipt? receipt, Activity? activity)
    {
        if (receipt is not null)
        {
            response.SetPaymentReceipt(receipt);
            activity?.SetTag(PaymentTags.Transaction, receipt.Transaction);
        }
        var delivered = (int)response.StatusCode < 400;
        if (delivered || receipt is not null)
        {
            if (receipt is null)
                books.WarnOfMissingReceipt(purchase);
            if (!delivered && stated?.ErrorReason == PurchaseReasons.PaidNotDelivered.Code)
            {
                // paid up front: the server owes the work, and the same payment fetches it
                await CloseAsync(Owe(purchase with { Transaction = receipt?.Transaction ?? purchase.Transaction }), SpendOutcome.Committed, PurchaseEvent.NotDelivered, attempt, receipt);
                return response;
            }
            var @event = delivered ? PurchaseEvent.Paid : PurchaseEvent.NotDelivered;
            var paid = purchase with { State = PurchaseState.Settled, Reason = null, Transaction = receipt?.Transaction ?? purchase.Transaction };
            await CloseAsync(paid, SpendOutcome.Committed, @event, attempt, receipt);
            if (delivered)
                response.Content = new DeliveredContent(response.Content, () => books.ReopenAsync(Owe(paid)));
            return response;
        }
        if (stated?.ErrorReason is { } code && Refusal.From(stated, null).Meaning == RefusalMeaning.Pending)
        {
            response.Dispose();
            throw await UnknownAsync(purchase, attempt, new PaymentReason(code), stated);
        }
        // the work failed: an honest server has not settled, and the same payment is good for the next try
        await CloseUnknownAsync(purchase, PurchaseReasons.OutcomeUnknown.Code, attempt);
        return response;
    }

    private async Task<PaymentOutcomeUnknownException> UnknownAsync(PurchaseRecord purchase, PurchaseAttempt attempt, PaymentReason reason, SettleResponse? stated)
    {
        var transaction = UntrustedText.Clean(stated?.Transaction) ?? purchase.Transaction;
        await CloseUnknownAsync(purchase with { Transaction = transaction }, reason.Code, attempt);
        return new(reason, $"{attempt.Description} has not settled the payment yet ({reason}). Repeat the request later: the same payment is sent again.")
        { PaymentId = purchase.Identity.Id, Transaction = transaction };
    }

    private Task CloseUnknownAsync(PurchaseRecord purchase, string reason, PurchaseAttempt attempt) =>
        CloseAsync(IsOwed(purchase) ? purchase : purchase with { Reason = reason }, SpendOutcome.Unknown, PurchaseEvent.Unknown, attempt, receipt: null);

    private async Task CloseAsync(PurchaseRecord purchase, SpendOutcome spend, PurchaseEvent @event, PurchaseAttempt attempt, PaymentReceipt? receipt)
    {
        await books.CloseAsync(purchase, spend, @event, receipt);
        ClientMetrics.Purchase(@event, purchase.Reason, purchase.Requirements.Scheme, purchase.Requirements.Network, services.Time.GetElapsedTime(attempt.Started));
    }

    /// <summary>Whether the money of a purchase has moved and its work is owed, so that nothing but this payment may be sent for it.</summary>
    public static bool IsOwed(PurchaseRecord purchase) => purchase.State == PurchaseState.Open && purchase.Reason == PurchaseReasons.PaidNotDelivered.Code;

    /// <summary>The purchase as one of which <see cref="IsOwed"/> is true.</summary>
    public static PurchaseRecord Owe(PurchaseRecord purchase) => purchase with { State = PurchaseState.Open, Reason = PurchaseReasons.PaidNotDelivered.Code };

    private SpendProposal Propose(PurchaseRecord purchase, RequestTarget target)
    {
        AssetInfo? asset = null;
        if (!NetworkId.TryParse(purchase.Requirements.Network, out var network) || !options.Assets.TryGetByAddress(network, purchase.Requirements.Asset, out asset))
            throw new PaymentNotMadeException(PurchaseReasons.AssetNotAllowed, $"An earlier payment for this request is in {purchase.Requirements.Asset} on {purchase.Requirements.Network}, which is not in the asset registry any more.");
        return new SpendProposal
        {
            ClientName = clientName,
            Method = target.Method,
            Url = target.Url,
            Requirements = purchase.Requirements,
            Asset = asset,
            Amount = purchase.Identity.Amount,
            Dollars = AmountFormat.ToDollars(purchase.Identity.Amount, asset),
        };
    }
}
