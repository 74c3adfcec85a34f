using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Configuration;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Gate.Offers;
using X402.AspNetCore.Gate.Settlement;
using X402.AspNetCore.Gate.Upfront;
using X402.AspNetCore.Gate.Withholding;
using X402.Diagnostics;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;

namespace X402.AspNetCore.Gate;

/// <summary>
/// The server's side of a payment, in the order in which it happens. The numbers are those of the twelve steps of a payment (<see cref="PaymentSteps"/>).
/// <code>
///   request (1, 4)
///      |  no payment header ------------------------------------> 402, from cached bytes (2)
///      v
///   read -> match -> echo -> identify -> digest -- does not fit -> 402 with the reason, unless it was taken when it did
///      |  extensions of the endpoint --- one objects ------------> its status and reason, or its answer
///      v
///   reserve (one atomic step) --- known already --------------> wait for it, deliver it again, or say why not
///      v  Reserved
///   verify (5, 6) --- refused: Released ----------------------> 402    no verdict: Released -> 502
///      v  (Verified) -- upfront: settle first, then work --------> <see cref="UpfrontFlow"/>
///   the work, its response withheld (7) --- failed: Released -> the handler's own answer, nothing charged
///      v  Verified, Fulfilled, Settling: in one atomic step, on record before it is asked for
///   settle (8 to 11) --- Failed ------------------------------> 402 with receipt    Unknown -> 502 settlement_pending
///      v  Settled
///   deliver with the receipt (12)
/// </code>
/// </summary>
/// <remarks>
/// Failure: before <c>Settling</c> nothing was charged, and the payment stays usable. From <c>Settling</c> on only evidence ends it; whoever comes next, this
/// buyer again or the reconciler, finishes it. A store that cannot be reached ends the request with 503 and no work (SG-02).
/// Thread safety: stateless; the ledger decides between concurrent requests.
/// </remarks>
internal sealed class PaymentGate(
    OfferBook offers,
    AnswerWriter answers,
    GateAnswers endings,
    DuplicateRequests duplicates,
    EarlierPurchases earlier,
    UpfrontFlow upfront,
    PaymentSettler settler,
    PaymentVerifier verifier,
    ResourceOrigin origin,
    IPaymentLedger ledger,
    IEnumerable<IPaymentSchemeServer> schemes,
    IOptions<X402ServerOptions> options,
    TimeProvider time,
    ILogger<PaymentGate> logger)
{
    /// <summary>How often a payment that others release again and again is reserved anew within one request.</summary>
    private const int MaxReservations = 5;
    private const int RetrySoon = GateAnswers.RetrySoon;

    private readonly IPaymentSchemeServer[] _schemes = [.. schemes];
    private readonly X402ServerOptions _options = options.Value;

    /// <summary>Serves one request of a paid endpoint.</summary>
    public Task InvokeAsync(HttpContext context, PaidEndpoint endpoint, RequestDelegate handler)
    {
        // whatever is answered here is for this buyer; a cache in front of the gate would give it to anybody (SG-21)
        if (context.Features.Get<IOutputCacheFeature>() is { } cache)
            cache.Context.AllowCacheStorage = false;

        if (PaymentReader.HasPayment(context.Request.Headers))
            return ServeAsync(context, endpoint, handler);
        if (AnswerWriter.IsPreflight(context.Request))
            return AnswerWriter.AnswerPreflightAsync(context);

        // :: Step 2: the offer, without a state machine of the compiler where everything is cached
        if (offers.TryGetCurrent(endpoint) is not { } current)
            return OfferAsync(context, endpoint);
        // null where nobody listens or the trace is not sampled. The span ends when the bytes are handed over, not when the buyer has read them
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Offer);
        activity?.SetTag(PaymentTags.Endpoint, endpoint.Name);
        return answers.WriteUnpaidAsync(context, endpoint, current);
    }

    private async Task OfferAsync(HttpContext context, PaidEndpoint endpoint)
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Offer);
        activity?.SetTag(PaymentTags.Endpoint, endpoint.Name);
        var offering = await offers.GetAsync(endpoint, context);
        if (offering.Offers is { } offer)
            await answers.WriteUnpaidAsync(context, endpoint, offer);
        else
            await answers.WriteNoOfferAsync(context, offering.Refusal);
    }

    private async Task ServeAsync(HttpContext context, PaidEndpoint endpoint, RequestDelegate handler)
    {
        // :: Step 2 again: the offers are our own, made for this very request; the client's copy is only compared
        var offering = await offers.GetAsync(endpoint, context);
        if (offering.Offers is not { } offer)
        {
            await answers.WriteNoOfferAsync(context, offering.Refusal);
            return;
        }

        // :: Step 4: the payment, by its shape only
        if (_options.RecordDocuments)
            WireDocuments.Payment(context.Request.Headers);
        var refusal = PaymentReader.Read(context.Request.Headers, out var payment);
        FacilitatorRequest? terms = null;
        PaymentIdentity? identity = null;
        if ((refusal ??= Understand(context, offer, payment!, out terms, out identity)) is { } reason)
        {
            if (payment is null || !await TryAnswerEarlierAsync(context, endpoint, offer, payment, handler))
                await endings.RefuseAsync(context, endpoint, offer, terms?.Requirements, reason);
            return;
        }
        if (await RequestDigest.ComputeAsync(context, _options.RequestBodyLimit) is not { } digest)
        {
            await answers.WriteProblemAsync(context, StatusCodes.Status413PayloadTooLarge, PaymentReasons.RequestTooLarge);
            return;
        }
        var request = new PaidRequest(context, endpoint, offer, terms!, identity!, digest, origin);
        RequestTrace.Describe(request);
        if (await offer.Extensions.InspectAsync(request) is { } verdict)
        {
            await endings.EndAsync(request, verdict);
            return;
        }

        // :: Reserve: exactly one request works for a payment
        try
        {
            for (var attempt = 0; attempt < MaxReservations; attempt++)
            {
                // not cancelled with the request: a reservation that is granted to nobody would hold the payment until its lease has ended
                var reservation = await ledger.ReserveAsync(Reservations.For(request, _options.Lease), CancellationToken.None);
                if (reservation.Outcome == ReservationOutcome.Granted)
                {
                    await WorkAsync(request, reservation.Record, handler);
                    return;
                }
                var known = await duplicates.AnswerAsync(request, reservation);
                if (known.IsAnswered || (known.Owed is { } owed && await upfront.TryResumeAsync(request, owed, handler)))
                    return;
            }
            await answers.WriteProblemAsync(context, StatusCodes.Status409Conflict, PaymentReasons.PaymentInProgress, RetrySoon);
        }
        catch (LedgerUnavailableException exception)
        {
            await AnswerWithoutStoreAsync(context, endpoint, request.Identity, request.Terms.Requirements, exception);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the buyer is gone and nothing of it is pending: there is nobody to answer
        }
    }

    // a payment that fits no offer of today may have bought these very goods when it did: nobody is told to pay who has paid
    private async Task<bool> TryAnswerEarlierAsync(HttpContext context, PaidEndpoint endpoint, OfferSet offer, PaymentPayload payment, RequestDelegate handler)
    {
        // version 1 names no terms of its own
        if (payment.Accepted is not { } accepted || TryIdentify(payment, accepted, out var identity) is not null)
            return false;
        try
        {
            if (await earlier.FindAsync(context, endpoint, offer, identity!.Id) is not { } record
                || await RequestDigest.ComputeAsync(context, _options.RequestBodyLimit) is not { } digest)
                return false;
            var request = new PaidRequest(context, endpoint, offer, TermsOf(context, offer, payment, record.Requirements), identity, digest, origin);
            if (!DuplicateRequests.IsSamePurchase(request, record))
                return false;
            RequestTrace.Describe(request);
            if (await offer.Extensions.InspectAsync(request) is { } verdict)
            {
                await endings.EndAsync(request, verdict);
                return true;
            }
            var known = await duplicates.AnswerKnownAsync(request, record);
            if (!known.IsAnswered && known.Owed is { } owed && !await upfront.TryResumeAsync(request, owed, handler))
                await answers.WriteProblemAsync(context, StatusCodes.Status409Conflict, PaymentReasons.PaymentInProgress, RetrySoon);
            return known.IsAnswered || known.Owed is not null;
        }
        catch (LedgerUnavailableException exception)
        {
            await AnswerWithoutStoreAsync(context, endpoint, identity!, accepted, exception);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // nobody to answer here either
        }
        return true;
    }

    private Task AnswerWithoutStoreAsync(HttpContext context, PaidEndpoint endpoint, PaymentIdentity identity, PaymentRequirements requirements, LedgerUnavailableException exception)
    {
        Log.LedgerUnavailable(logger, exception, endpoint.Name, PaymentLabel.Of(identity.Id));
        GateMetrics.Count(GateMetrics.Failed, PaymentReasons.LedgerUnavailable.Code, requirements);
        return answers.WriteProblemAsync(context, StatusCodes.Status503ServiceUnavailable, PaymentReasons.LedgerUnavailable, RetrySoon);
    }

    private async Task WorkAsync(PaidRequest request, PaymentRecord record, RequestDelegate handler)
    {
        using var lease = new LeaseKeeper(ledger, record, _options.Lease, time, logger);
        GateKillPoints.Pass(PaymentState.Reserved);

        // :: Steps 5 and 6: the verdict
        var (verdict, isFacilitatorsFault) = await VerifyAsync(request, record);
        if (verdict is { } refusal)
        {
            await ReleaseAsync(request, record, refusal.Reason);
            await endings.NotVerifiedAsync(request, refusal, isFacilitatorsFault);
            return;
        }
        // noted with the next step: until then the payment is in either state without effect on chain, and free once its lease has ended
        var verified = new PaymentTransition(PaymentState.Verified, time.GetUtcNow());
        GateKillPoints.Pass(PaymentState.Verified);
        if (!await lease.IsHeldAsync())
        {
            await endings.LostAsync(request);
            return;
        }
        if (PaymentFlow.Of(request.Terms.Requirements) == PaymentFlow.Upfront)
        {
            await upfront.SettleAndServeAsync(request, record, verified, handler);
            return;
        }

        // :: Step 7: the work; nothing of it leaves yet
        using var response = new WithheldResponse(request.Context, _options.ResponseMemoryLimit, _options.ResponseLimit);
        if (await FulfilAsync(request, record, verified, response, handler) is { } failure)
        {
            await ReleaseAsync(request, record, failure, verified);
            if (failure == PaymentReasons.ResponseTooLarge)
            {
                response.Remove();
                await answers.WriteProblemAsync(request.Context, StatusCodes.Status500InternalServerError, failure);
            }
            else
            {
                await response.DeliverAsync(static _ => { });
            }
            return;
        }
        var fulfilled = new PaymentTransition(PaymentState.Fulfilled, time.GetUtcNow());
        GateKillPoints.Pass(PaymentState.Fulfilled);
        var kept = await CopyAsync(response);
        if (kept is null && request.Context.RequestAborted.IsCancellationRequested)
        {
            // neither this request nor a later one could hand out what would be paid for
            await ReleaseAsync(request, record, PaymentReasons.ClientDisconnected, verified);
            return;
        }
        var settling = await ledger.StepAsync(record, new() { To = PaymentState.Settling, Passed = [verified, fulfilled], Response = kept });
        if (settling is null)
        {
            response.Remove();
            await endings.LostAsync(request);
            return;
        }

        // :: Steps 8 to 11: from here on the buyer may be charged; no disconnect, no timeout and no shutdown makes that undone
        var result = await settler.SettleAsync(settling);
        GateKillPoints.Pass(result.State);

        // :: Step 12: the resource with its receipt, or why it stays here
        await AnswerAsync(request, response, result);
    }

    private PaymentRefusal? Understand(HttpContext context, OfferSet offer, PaymentPayload payment, out FacilitatorRequest? terms, out PaymentIdentity? identity)
    {
        (terms, identity) = (null, null);
        var accepts = payment.X402Version == ProtocolVersion.V1 ? offer.AcceptsV1 : offer.Accepts;
        if (RequirementsMatcher.Match(payment, accepts, out var reason) is not { } requirements)
            return new(reason);
        if (offer.Extensions.CheckEcho(context, payment) is { } altered)
            return altered;
        terms = TermsOf(context, offer, payment, requirements);
        return TryIdentify(payment, requirements, out identity);
    }

    // what is sold is ours to say, in what the facilitator catalogues as well as in what the ledger keeps
    private FacilitatorRequest TermsOf(HttpContext context, OfferSet offer, PaymentPayload payment, PaymentRequirements requirements) =>
        new(payment.X402Version, payment with { Resource = answers.Describe(context, offer) }, requirements);

    private PaymentRefusal? TryIdentify(PaymentPayload payment, PaymentRequirements requirements, out PaymentIdentity? identity)
    {
        identity = null;
        foreach (var scheme in _schemes)
        {
            if (scheme.Scheme == requirements.Scheme && Networks.NetworkId.TryParse(requirements.Network, out var network) && scheme.Supports(network))
                return scheme.TryIdentify(payment, requirements, out identity, out var reason) ? null : new(reason);
        }
        return new(PaymentReasons.InvalidScheme);
    }

    private async Task<(PaymentRefusal? Refusal, bool IsFacilitatorsFault)> VerifyAsync(PaidRequest request, PaymentRecord record)
    {
        try
        {
            request.Context.RequestAborted.ThrowIfCancellationRequested();
            return await verifier.VerifyAsync(request);
        }
        catch (OperationCanceledException)
        {
            await ReleaseAsync(request, record, PaymentReasons.ClientDisconnected);
            throw;
        }
    }

    // the reason why nothing may be charged, or null when there is something to sell
    private async Task<PaymentReason?> FulfilAsync(PaidRequest request, PaymentRecord record, PaymentTransition verified, WithheldResponse response, RequestDelegate handler)
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Fulfil);
        try
        {
            await handler(request.Context);
            await response.SealAsync();
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, PaymentReasons.HandlerFailed.Code);
            if (response.IsTooLarge)
                return PaymentReasons.ResponseTooLarge;
            activity?.AddException(exception);
            await ReleaseAsync(request, record, PaymentReasons.HandlerFailed, verified);
            // what the application does about it, an error page for example, goes through the real response
            response.Remove();
            throw;
        }
        // every status below 400 is a result, 304 and other 3xx too: the seller has answered the question (SG-19)
        PaymentReason? failure = response.IsTooLarge ? PaymentReasons.ResponseTooLarge
            : response.StatusCode >= StatusCodes.Status400BadRequest ? PaymentReasons.HandlerFailed
            : null;
        if (failure is { } reason)
            activity?.SetStatus(ActivityStatusCode.Error, reason.Code);
        return failure;
    }

    private async Task AnswerAsync(PaidRequest request, WithheldResponse response, SettlementResult result)
    {
        if (result.State == PaymentState.Settled)
        {
            GateMetrics.Count(GateMetrics.Paid, null, request.Terms.Requirements);
            Log.Paid(logger, request.Endpoint.Name, PaymentLabel.Of(request.Identity.Id), request.Terms.Requirements.Amount, result.Receipt.Transaction);
            await DeliverAsync(request, response, result.Receipt);
            return;
        }
        response.Remove();
        await endings.UnsettledAsync(request, result);
    }

    private async Task DeliverAsync(PaidRequest request, WithheldResponse response, SettleResponse receipt)
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Deliver);
        try
        {
            receipt = await request.Extensions.CompleteAsync(request, receipt);
            await response.DeliverAsync(context => answers.AddReceipt(context, receipt, request.Version));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, "not delivered");
            Log.NotDelivered(logger, exception, request.Endpoint.Name, PaymentLabel.Of(request.Identity.Id));
        }
    }

    private async Task<StoredResponse?> CopyAsync(WithheldResponse response) => response.Length > _options.StoredResponseLimit || response.HasTrailers
        ? null
        : new(response.StatusCode, ResultHeaders.ToStored(response.Headers, response.ServerHeaders), await response.CopyBodyAsync());

    private async Task ReleaseAsync(PaidRequest request, PaymentRecord record, PaymentReason reason, PaymentTransition? verified = null)
    {
        Log.Released(logger, request.Endpoint.Name, PaymentLabel.Of(record.Id), reason.Code);
        try
        {
            await ledger.AdvanceAsync(record, new() { To = PaymentState.Released, Passed = verified is null ? [] : [verified], Reason = reason.Code }, CancellationToken.None);
        }
        catch (LedgerUnavailableException exception)
        {
            // nothing was sent to the chain: the reservation ends with its lease
            Log.LedgerUnavailable(logger, exception, request.Endpoint.Name, PaymentLabel.Of(record.Id));
        }
    }
}
