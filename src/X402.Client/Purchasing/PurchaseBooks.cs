using Microsoft.Extensions.Logging;
using X402.Purchases;

namespace X402.Client;

/// <summary>Writes what became of a purchase into journal, budget and audit. What happened to money is recorded even when the caller is gone.</summary>
internal sealed class PurchaseBooks(string clientName, PaymentServices services, ILogger logger)
{
    /// <summary>Before a payment leaves: a failure stops it.</summary>
    public ValueTask RecordAsync(PurchaseEvent @event, PurchaseRecord purchase, CancellationToken cancellationToken) =>
        services.Audit.RecordAsync(Entry(@event, purchase, receipt: null), cancellationToken);

    /// <summary>Afterwards: a failure is logged, because the purchase cannot be undone.</summary>
    public async ValueTask CloseAsync(PurchaseRecord purchase, SpendOutcome spend, PurchaseEvent @event, PaymentReceipt? receipt = null)
    {
        try
        {
            await services.Journal.ReleaseAsync(purchase, CancellationToken.None);
            await services.Budget.CloseAsync(purchase.Id, spend, CancellationToken.None);
            await services.Audit.RecordAsync(Entry(@event, purchase, receipt), CancellationToken.None);
        }
#pragma warning disable CA1031 // whatever a store throws: the server's answer must still reach the caller
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.OutcomeNotRecorded(logger, purchase.Id, e);
        }
    }

    /// <summary>A purchase that was closed, and whose goods did not arrive after all: the same payment fetches them. One with a name never stopped doing so.</summary>
    public async Task ReopenAsync(PurchaseRecord owed)
    {
        if (owed.IsUnique)
            return;
        try
        {
            await StoreOpenAsync(owed);
            await services.Audit.RecordAsync(Entry(PurchaseEvent.NotDelivered, owed, receipt: null), CancellationToken.None);
        }
#pragma warning disable CA1031 // that the goods broke off is what the caller has to see
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.OutcomeNotRecorded(logger, owed.Id, e);
        }
    }

    /// <summary>
    /// A payment that was refused for good: nobody sends it again, but whoever holds it could still submit it. Its money is the budget's again when
    /// the chain proves it unused.
    /// </summary>
    public async ValueTask FollowAsync(PurchaseRecord refused)
    {
        try
        {
            await StoreOpenAsync(refused with { Key = PurchaseKey.OfRefused(refused.Id), RefusedKey = refused.Key, IsUnique = false, State = PurchaseState.Open });
        }
#pragma warning disable CA1031 // why the payment was refused is what the caller has to see; the budget goes on counting it
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.RefusedNotFollowed(logger, refused.Id, e);
        }
    }

    /// <summary>A followed payment that the chain shows paid after all: the next request for the same purchase fetches what it bought.</summary>
    public async ValueTask ReturnAsync(PurchaseRecord followed)
    {
        await CloseAsync(followed with { State = PurchaseState.Settled }, SpendOutcome.Committed, PurchaseEvent.NotDelivered);
        try
        {
            // what has a name was not found by the request's own hash
            await StoreOpenAsync(Purchaser.Owe(followed with { Key = followed.RefusedKey!, RefusedKey = null, IsUnique = followed.RefusedKey != followed.RequestFingerprint }));
        }
#pragma warning disable CA1031 // the money is on the books; only its goods cannot be fetched
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.OutcomeNotRecorded(logger, followed.Id, e);
        }
    }

    /// <summary>A decision not to pay.</summary>
    public async ValueTask DeclineAsync(RequestTarget target, string? fingerprint, PaymentNotMadeException reason)
    {
        try
        {
            await services.Audit.RecordAsync(new PurchaseAuditEntry
            {
                At = services.Time.GetUtcNow(),
                Event = PurchaseEvent.Declined,
                ClientName = clientName,
                Target = PurchaseAttempt.Describe(target),
                RequestFingerprint = fingerprint,
                Reason = reason.Reason.Code,
            }, CancellationToken.None);
        }
#pragma warning disable CA1031 // the reason why nothing was paid is what the caller has to see
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.OutcomeNotRecorded(logger, "(declined)", e);
        }
    }

    public void WarnOfMissingReceipt(PurchaseRecord purchase) =>
        Log.DeliveredWithoutReceipt(logger, purchase.Target, purchase.Identity.Id.ToString());

    private async ValueTask StoreOpenAsync(PurchaseRecord purchase)
    {
        if (await services.Journal.AddAsync(purchase, CancellationToken.None))
            await services.Journal.ReleaseAsync(purchase, CancellationToken.None);
    }

    private PurchaseAuditEntry Entry(PurchaseEvent @event, PurchaseRecord purchase, PaymentReceipt? receipt) => new()
    {
        At = services.Time.GetUtcNow(),
        Event = @event,
        ClientName = clientName,
        Target = purchase.Target,
        RequestFingerprint = purchase.RequestFingerprint,
        PurchaseId = purchase.Id,
        PaymentId = purchase.Identity.Id.ToString(),
        Requirements = purchase.Requirements,
        Reason = purchase.Reason,
        Receipt = receipt,
    };
}
