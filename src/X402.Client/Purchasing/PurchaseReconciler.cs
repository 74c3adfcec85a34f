using X402.Purchases;
using X402.Schemes;

namespace X402.Client;

/// <summary>
/// Asks the chain what became of payments that nobody repeats, open ones and refused ones, and gives the money of void ones back to the budget. What was
/// settled and gave no answer, or was refused first, can be fetched with the same payment for a day.
/// </summary>
/// <remarks>
/// In an application with a host it works by itself, every <see cref="PaymentOptions.ReconcileInterval"/>. Thread safety: may be called concurrently, in several processes too.
/// </remarks>
/// <param name="services">The services of the paying client: journal, budget, evidence and audit.</param>
/// <param name="clientName">The client's name, for the audit.</param>
public sealed class PurchaseReconciler(PaymentServices services, string clientName = "default")
{
    // how long servers keep what was paid for, or do the work again
    private static readonly TimeSpan s_deliveryPeriod = TimeSpan.FromDays(1);

    private readonly PurchaseBooks _books = new(clientName, services, services.Loggers.CreateLogger(typeof(PurchaseReconciler).FullName!));

    private readonly PaymentFates _fates = new(services.Evidence);

    /// <summary>Closes what the chain has decided. What it has not, or cannot be asked about, stays open.</summary>
    /// <param name="limit">The most purchases to look at.</param>
    /// <param name="cancellationToken">Stops between two purchases.</param>
    /// <returns>How many purchases were closed.</returns>
    public async Task<int> ReconcileAsync(int limit = 1000, CancellationToken cancellationToken = default)
    {
        var closed = 0;
        foreach (var open in await services.Journal.ListOpenAsync(limit, cancellationToken))
        {
            // the chain shows that it is paid; what is open is the work
            if (Purchaser.IsOwed(open) && services.Time.GetUtcNow() < open.CreatedAt + s_deliveryPeriod)
                continue;
            var fate = await _fates.FindAsync(open.Identity, cancellationToken);
            if (fate is not (AuthorizationFate.Settled or AuthorizationFate.Void))
                continue;
            // claimed before it is closed, so that nobody repeats it meanwhile
            if (await services.Journal.ClaimAsync(open.Key, cancellationToken) is not { } claimed)
                continue;
            if (claimed.Id != open.Id || claimed.State != PurchaseState.Open)
            {
                await services.Journal.ReleaseAsync(claimed, CancellationToken.None);
                continue;
            }
            var canBeFetched = fate == AuthorizationFate.Settled && services.Time.GetUtcNow() < claimed.CreatedAt + s_deliveryPeriod;
            if (canBeFetched && claimed.RefusedKey is null)
            {
                await _books.CloseAsync(Purchaser.Owe(claimed), SpendOutcome.Committed, PurchaseEvent.NotDelivered);
                continue;
            }
            if (canBeFetched)
                await _books.ReturnAsync(claimed);
            else if (fate == AuthorizationFate.Void)
                await _books.CloseAsync(claimed with { State = PurchaseState.Void }, SpendOutcome.Released, PurchaseEvent.Voided);
            else
                await _books.CloseAsync(claimed with { State = PurchaseState.Settled }, SpendOutcome.Committed, PurchaseEvent.NotDelivered);
            closed++;
        }
        return closed;
    }
}
