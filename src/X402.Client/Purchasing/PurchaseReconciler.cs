using X402.Purchases;
using X402.Schemes;

namespace X402.Client;

/// <summary>Asks the chain what became of open payments that nobody repeats, and gives the money of void ones back to the budget.</summary>
/// <param name="journal">The journal.</param>
/// <param name="budget">The budget.</param>
/// <param name="schemes">Those that can read the chain count.</param>
public sealed class PurchaseReconciler(IPurchaseJournal journal, ISpendBudget budget, IEnumerable<IPaymentSchemeClient> schemes)
{
    private readonly IPaymentSchemeClient[] _schemes = [.. schemes.Where(scheme => scheme is IAuthorizationEvidence)];

    /// <summary>Closes what the chain has decided. What it has not, or cannot be asked about, stays open.</summary>
    /// <param name="limit">The most purchases to look at.</param>
    /// <param name="cancellationToken">Stops between two purchases.</param>
    /// <returns>How many purchases were closed.</returns>
    public async Task<int> ReconcileAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        var closed = 0;
        foreach (var open in await journal.ListOpenAsync(limit, cancellationToken))
        {
            // claimed, so that nobody repeats it meanwhile
            if (await journal.ClaimAsync(open.Key, cancellationToken) is not { } purchase)
                continue;
            var state = purchase.State;
            try
            {
                state = await DecideAsync(purchase, cancellationToken);
            }
            finally
            {
                await journal.ReleaseAsync(purchase with { State = state }, CancellationToken.None);
            }
            if (state == purchase.State)
                continue;
            await budget.CloseAsync(purchase.Id, state == PurchaseState.Void ? SpendOutcome.Released : SpendOutcome.Committed, CancellationToken.None);
            closed++;
        }
        return closed;
    }

    private async ValueTask<PurchaseState> DecideAsync(PurchaseRecord purchase, CancellationToken cancellationToken)
    {
        foreach (var scheme in _schemes)
        {
            if (purchase.State != PurchaseState.Open || scheme.Scheme != purchase.Requirements.Scheme)
                continue;
            switch (await ((IAuthorizationEvidence)scheme).FindAsync(purchase.Identity, cancellationToken))
            {
                case AuthorizationFate.Settled:
                    return PurchaseState.Settled;
                case AuthorizationFate.Void:
                    return PurchaseState.Void;
            }
        }
        return purchase.State;
    }
}
