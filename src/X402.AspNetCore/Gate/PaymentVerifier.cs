using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Gate.Settlement;
using X402.Diagnostics;
using X402.Facilitators;
using X402.Reasons;

namespace X402.AspNetCore.Gate;

/// <summary>Steps 5 and 6: asks the facilitator for its verdict on a payment.</summary>
internal sealed class PaymentVerifier(IFacilitator facilitator, IOptions<X402ServerOptions> options, TimeProvider time, ILogger<PaymentVerifier> logger)
{
    /// <summary>Verifies; a valid payment becomes the request's <see cref="IPaymentFeature"/>.</summary>
    /// <returns>Why the payment is not taken, and whether that is the facilitator's fault; nothing when it is valid.</returns>
    /// <exception cref="OperationCanceledException">The buyer is gone.</exception>
    public async Task<(PaymentRefusal? Refusal, bool IsFacilitatorsFault)> VerifyAsync(PaidRequest request)
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Verify);
        using var limit = new CancellationTokenSource(options.Value.VerifyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, request.Context.RequestAborted);
        var (id, started) = (request.Identity.Id, time.GetTimestamp());
        PaymentRefusal refusal;
        try
        {
            var verdict = await facilitator.VerifyAsync(request.Terms, either.Token);
            GateMetrics.Verified(time.GetElapsedTime(started));
            if (options.Value.RecordDocuments)
                WireDocuments.Verified(activity, request.Terms, verdict);
            if (!verdict.IsValid)
            {
                refusal = new(FacilitatorReasons.Clean(verdict.InvalidReason, PaymentReasons.UnexpectedVerifyError));
            }
            else if ((verdict.Payer is { Length: > 0 } named ? named : id.Payer) is var payer && PaymentSettler.AreSameAccount(payer, id.Payer))
            {
                request.Context.Features.Set<IPaymentFeature>(new PaymentFeature(id, payer, request.Terms.Requirements, request.Version));
                return (null, false);
            }
            else
            {
                Log.AnswerMismatch(logger, request.Endpoint.Name, PaymentLabel.Of(id), "it names another payer");
                refusal = new(PaymentReasons.FacilitatorUnavailable);
            }
        }
        catch (Exception exception) when (!request.Context.RequestAborted.IsCancellationRequested)
        {
            Log.FacilitatorUnavailable(logger, exception, request.Endpoint.Name, PaymentLabel.Of(id));
            refusal = new(PaymentReasons.FacilitatorUnavailable);
        }
        catch (Exception exception)
        {
            throw new OperationCanceledException("The buyer is gone.", exception, request.Context.RequestAborted);
        }
        activity?.SetStatus(ActivityStatusCode.Error, refusal.Reason.Code);
        return (refusal, FacilitatorReasons.IsItsOwn(refusal.Reason));
    }
}
