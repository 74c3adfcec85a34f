using Microsoft.Extensions.Logging;
using X402.AspNetCore.Diagnostics;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;

namespace X402.AspNetCore.Gate.Settlement;

/// <summary>
/// Compares the facilitator's word with the seller's own view of the chain, where it has one (<see cref="ISettlementEvidence"/>): the chain's word
/// counts. Without a view the facilitator is believed.
/// </summary>
/// <remarks>Thread safety: stateless.</remarks>
internal sealed class SecondOpinion(IEnumerable<ISettlementEvidence> views, TimeProvider time, ILogger<SecondOpinion> logger)
{
    // two nodes of one chain are seldom further apart
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly ISettlementEvidence[] _views = [.. views];

    public async ValueTask<SettlementResult> CompareAsync(PaymentRecord record, SettlementResult said) =>
        Array.Find(_views, view => view.Covers(record.Id)) is { } view ? await CompareAsync(view, record, said) : said;

    /// <summary>The receipt of a payment that failed, once the chain shows it paid after all; without a view of the chain there never is one.</summary>
    public async ValueTask<SettleResponse?> FindPaidAsync(PaymentRecord failed) =>
        Array.Find(_views, view => view.Covers(failed.Id)) is { } view && await LookAsync(view, failed, isExpected: false) is { Fate: AuthorizationFate.Settled, Transaction: { } transaction }
            ? PaidBy(failed, transaction)
            : null;

    private async ValueTask<SettlementResult> CompareAsync(ISettlementEvidence view, PaymentRecord record, SettlementResult said)
    {
        var found = await LookAsync(view, record, isExpected: said.State == PaymentState.Settled);
        switch (found.Fate)
        {
            case AuthorizationFate.Settled when said.State == PaymentState.Settled:
                return said with { Receipt = said.Receipt with { Transaction = found.Transaction! } };
            case AuthorizationFate.Settled:
                Log.ChainKnowsBetter(logger, record.Endpoint, PaymentLabel.Of(record.Id), said.State.ToString(), "paid", found.Transaction);
                return new(PaymentState.Settled, PaidBy(record, found.Transaction!));
            case AuthorizationFate.Void when said.State != PaymentState.Failed:
                Log.ChainKnowsBetter(logger, record.Endpoint, PaymentLabel.Of(record.Id), said.State.ToString(), "impossible", null);
                return new(PaymentState.Failed, PaymentSettler.Receipt(record, PaymentReasons.PaymentFailed, null), PaymentReasons.PaymentFailed);
            default:
                if (said.State != PaymentState.Settled)
                    return said;
                Log.AnswerMismatch(logger, record.Endpoint, PaymentLabel.Of(record.Id), "the chain does not show it");
                return new(PaymentState.Unknown, PaymentSettler.Receipt(record, PaymentReasons.SettlementPending, null), PaymentReasons.SettlementPending);
        }
    }

    private static SettleResponse PaidBy(PaymentRecord record, string transaction) =>
        new() { Success = true, Payer = record.Id.Payer, Transaction = transaction, Network = record.Requirements.Network };

    private async Task<SettlementFinding> LookAsync(ISettlementEvidence view, PaymentRecord record, bool isExpected)
    {
        var payment = new FacilitatorRequest(record.Payload.X402Version, record.Payload, record.Requirements);
        using var limit = new CancellationTokenSource(s_limit, time);
        var started = time.GetTimestamp();
        try
        {
            while (true)
            {
                var found = await view.FindAsync(payment, limit.Token).AsTask().WaitAsync(limit.Token);
                if (!isExpected || found.Fate is AuthorizationFate.Settled or AuthorizationFate.Void || time.GetElapsedTime(started) >= s_patience)
                    return found;
                await Task.Delay(s_pause, time, limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return default;
        }
#pragma warning disable CA1031 // a view that breaks shows nothing; the settlement's outcome has to be written down all the same
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ChainViewFailed(logger, exception, record.Endpoint, PaymentLabel.Of(record.Id));
            return default;
        }
    }
}
