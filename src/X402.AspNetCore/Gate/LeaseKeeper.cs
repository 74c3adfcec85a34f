using Microsoft.Extensions.Logging;
using X402.AspNetCore.Diagnostics;
using X402.Ledger;

namespace X402.AspNetCore.Gate;

/// <summary>Renews a reservation while its request works, however long that takes.</summary>
internal sealed class LeaseKeeper : IDisposable
{
    private readonly IPaymentLedger _ledger;
    private readonly PaymentRecord _record;
    private readonly TimeSpan _lease;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    public LeaseKeeper(IPaymentLedger ledger, PaymentRecord record, TimeSpan lease, TimeProvider time, ILogger logger)
    {
        (_ledger, _record, _lease, _logger) = (ledger, record, lease, logger);
        // two renewals may fail before the lease ends
        var period = lease / 3;
        _timer = time.CreateTimer(static state => _ = ((LeaseKeeper)state!).RenewAsync(), this, period, period);
    }

    public void Dispose() => _timer.Dispose();

    private async Task RenewAsync()
    {
        try
        {
            if (!await _ledger.RenewAsync(_record.Id, _record.Fence, _lease, CancellationToken.None))
            {
                // the next step of the work notices it: a lost owner can advance nothing
                _timer.Dispose();
                Log.ReservationLost(_logger, _record.Endpoint, PaymentLabel.Of(_record.Id));
            }
        }
        catch (LedgerUnavailableException exception)
        {
            Log.LedgerUnavailable(_logger, exception, _record.Endpoint, PaymentLabel.Of(_record.Id));
        }
    }
}
