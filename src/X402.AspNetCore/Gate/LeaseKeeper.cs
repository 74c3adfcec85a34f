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
    private readonly TimeSpan _period;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private long _leaseUntil;

    public LeaseKeeper(IPaymentLedger ledger, PaymentRecord record, TimeSpan lease, TimeProvider time, ILogger logger)
    {
        (_ledger, _record, _lease, _time, _logger) = (ledger, record, lease, time, logger);
        _leaseUntil = record.LeaseUntil.UtcTicks;
        // two renewals may fail before the lease ends
        _period = lease / 3;
        _timer = time.CreateTimer(static state => _ = ((LeaseKeeper)state!).RenewAsync(), this, _period, _period);
    }

    /// <summary>
    /// Whether the payment is certainly still the caller's. The store granted it for the time of the lease, so it is only asked again when the last word from
    /// it is older than a renewal should be.
    /// </summary>
    /// <exception cref="LedgerUnavailableException">It had to be asked and did not answer.</exception>
    public async ValueTask<bool> IsHeldAsync() =>
        Volatile.Read(ref _leaseUntil) - _time.GetUtcNow().UtcTicks > (_lease - _period).Ticks || await TryRenewAsync();

    public void Dispose() => _timer.Dispose();

    private async Task RenewAsync()
    {
        try
        {
            if (!await TryRenewAsync())
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

    private async ValueTask<bool> TryRenewAsync()
    {
        var until = _time.GetUtcNow() + _lease;
        if (!await _ledger.RenewAsync(_record.Id, _record.Fence, _lease, CancellationToken.None))
            return false;
        Volatile.Write(ref _leaseUntil, until.UtcTicks);
        return true;
    }
}
