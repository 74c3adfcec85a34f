using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Gate.Offers;
using X402.AspNetCore.Gate.Settlement;
using X402.Diagnostics;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate;

/// <summary>How a payment's request ends without the goods: the answer, the log entry and the count in one place.</summary>
internal sealed class GateAnswers(AnswerWriter answers, ILogger<GateAnswers> logger)
{
    /// <summary>After how many seconds a temporary obstacle may be gone.</summary>
    public const int RetrySoon = 2;

    /// <summary>402 with the reason, for a payment that may not even be readable.</summary>
    public Task RefuseAsync(HttpContext context, PaidEndpoint endpoint, OfferSet offer, PaymentRequirements? requirements, PaymentRefusal refusal)
    {
        NoteRefusal(endpoint, requirements, refusal);
        return answers.WriteRefusedAsync(context, offer, refusal);
    }

    /// <summary>402 with the reason.</summary>
    public Task RefuseAsync(PaidRequest request, PaymentRefusal refusal) =>
        RefuseAsync(request.Context, request.Endpoint, request.Offers, request.Terms.Requirements, refusal);

    /// <summary>A status that asks for no payment, with the reason.</summary>
    public Task RejectAsync(PaidRequest request, int status, PaymentRefusal refusal)
    {
        NoteRefusal(request.Endpoint, request.Terms.Requirements, refusal);
        return answers.WriteProblemAsync(request.Context, status, refusal.Reason, detail: refusal.Detail);
    }

    /// <summary>A verdict that is not "valid": 402, or 502 where the facilitator is at fault.</summary>
    public Task NotVerifiedAsync(PaidRequest request, PaymentRefusal refusal, bool isFacilitatorsFault) => isFacilitatorsFault
        ? answers.WriteProblemAsync(request.Context, StatusCodes.Status502BadGateway, refusal.Reason, RetrySoon)
        : RefuseAsync(request, refusal);

    /// <summary>An extension ended it.</summary>
    public Task EndAsync(PaidRequest request, PaymentExtensionVerdict verdict)
    {
        if (verdict.Handler is { } answer)
            return answer(request.Context);
        var refusal = new PaymentRefusal(verdict.Reason, verdict.Detail);
        return verdict.StatusCode == StatusCodes.Status402PaymentRequired ? RefuseAsync(request, refusal) : RejectAsync(request, verdict.StatusCode, refusal);
    }

    /// <summary>The settlement failed, or its outcome is not known.</summary>
    public Task UnsettledAsync(PaidRequest request, SettlementResult result)
    {
        var isFailed = result.State == PaymentState.Failed;
        GateMetrics.Count(isFailed ? GateMetrics.Failed : GateMetrics.Pending, result.Reason.Code, request.Terms.Requirements);
        if (!isFailed)
            return answers.WriteProblemAsync(request.Context, StatusCodes.Status502BadGateway, PaymentReasons.SettlementPending, RetrySoon, result.Receipt, request.Version);
        Log.SettlementFailed(logger, request.Endpoint.Name, PaymentLabel.Of(request.Identity.Id), result.Reason.Code);
        return answers.WriteRefusedAsync(request.Context, request.Offers, new(result.Reason), result.Receipt, request.Version);
    }

    /// <summary>This request does not own the payment any more.</summary>
    public Task LostAsync(PaidRequest request)
    {
        Log.ReservationLost(logger, request.Endpoint.Name, PaymentLabel.Of(request.Identity.Id));
        return answers.WriteProblemAsync(request.Context, StatusCodes.Status409Conflict, PaymentReasons.PaymentInProgress, RetrySoon);
    }

    private void NoteRefusal(PaidEndpoint endpoint, PaymentRequirements? requirements, PaymentRefusal refusal)
    {
        GateMetrics.Count(GateMetrics.Refused, refusal.Reason.Code, requirements);
        Log.Refused(logger, endpoint.Name, refusal.Reason.Code, refusal.Detail ?? PaymentReasons.Explain(refusal.Reason.Code));
        Activity.Current?.SetTag(PaymentTags.Reason, refusal.Reason.Code);
    }
}
