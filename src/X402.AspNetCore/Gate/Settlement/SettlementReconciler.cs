using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.AspNetCore.Diagnostics;
using X402.Ledger;
using X402.Payments;
using X402.Reasons;

namespace X402.AspNetCore.Gate.Settlement;

/// <summary>
/// Closes payments whose settlement was asked for and whose outcome nobody knows: after a timeout, a lost answer, or the death of the process that asked.
/// Every such payment ends settled or failed, by the facilitator's evidence; its buyer then gets a definite answer. Work that was paid up front and
/// whose process died is noted as owed: so it stands in the books, and is forgotten in its time, although nobody comes back for it.
/// </summary>
internal sealed class SettlementReconciler(IPaymentLedger ledger, PaymentSettler settler, SettlementWatch watch, IOptions<X402ServerOptions> options, TimeProvider time, ILogger<SettlementReconciler> logger) : BackgroundService
{
    private const int BatchSize = 1000;

    private static readonly PaymentQuery s_open = new() { States = [PaymentState.Unknown, PaymentState.Settling], Limit = BatchSize };

    private static readonly PaymentQuery s_serving = new() { States = [PaymentState.Serving], Limit = BatchSize };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReconcileInterval, time);
        try
        {
            do
            {
                await ReconcileAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // the next process goes on
        }
    }

    private async Task ReconcileAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var record in ledger.QueryAsync(s_open, stoppingToken))
            {
                // somebody works on it, or it is not yet time to ask again
                var now = record.LeaseUntil > time.GetUtcNow() ? record : await settler.ReconcileAsync(record, stoppingToken);
                watch.Begin(now, stoppingToken);
            }
            await foreach (var record in ledger.QueryAsync(s_serving, stoppingToken))
            {
                if (record.LeaseUntil <= time.GetUtcNow()
                    && await ledger.AdvanceAsync(record, new() { To = PaymentState.Owed, Reason = PaymentReasons.PaidNotDelivered.Code }, stoppingToken) is not null)
                    Log.PaidNotDelivered(logger, record.Endpoint, PaymentLabel.Of(record.Id));
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            Log.ReconcilingFailed(logger, exception);
        }
    }
}
