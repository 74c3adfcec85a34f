using System.Globalization;
using X402.Diagnostics;
using X402.Payments;
using X402.Services.Payments.Ledger;

namespace X402.Services.Payments.History;

/// <summary>Makes a payment of the spans of its trace. Spans arrive in any order, from several services, some of them late or never.</summary>
internal static class PaymentProjection
{
    private const string NotDelivered = "not delivered";

    // who knows best why it went wrong: settlement first, then the chain's and the facilitator's checks, then what others made of it
    private static readonly int[] s_judges = [8, 11, 6, 5, 7, 4, 3, 0, 2, 1];

    /// <summary>The payment that the spans of one trace tell of.</summary>
    public static Payment Of(IReadOnlyList<PaymentSpan> spans)
    {
        var told = spans.Where(static span => span.Name != LedgerSpan.Name).ToList();
        var ledger = spans.LastOrDefault(static span => span.Name == LedgerSpan.Name)?[PaymentTags.State];
        var account = told.Count > 0 ? told : spans;
        var start = account.Min(static span => span.Start);
        var byServices = OutcomeOf(told);
        var outcome = Reconcile(byServices, ledger);
        return new Payment
        {
            TraceId = spans[0].TraceId,
            Started = DateTimeOffset.UnixEpoch.AddMicroseconds(start),
            Duration = TimeSpan.FromMicroseconds(account.Max(static span => span.End) - start),
            Outcome = outcome,
            LedgerState = told.Count == 0 || outcome != byServices ? ledger : null,
            Reason = outcome is PaymentOutcome.Paid or PaymentOutcome.Offered ? null : ReasonOf(spans),
            Endpoint = Find(spans, PaymentTags.Endpoint),
            Payer = Find(spans, PaymentTags.Payer),
            PayTo = Find(spans, PaymentTags.PayTo),
            Network = Find(spans, PaymentTags.Network),
            Scheme = Find(spans, PaymentTags.Scheme),
            Asset = Find(spans, PaymentTags.Asset),
            Amount = Find(spans, PaymentTags.Amount),
            Version = Find(spans, PaymentTags.Version),
            PaymentId = Find(spans, PaymentTags.PaymentId),
            Transaction = Find(spans, PaymentTags.Transaction),
            Block = Number(Find(spans, PaymentTags.BlockNumber)),
            Gas = Number(Find(spans, PaymentTags.GasUsed)),
            BatchSize = (int?)Number(Find(spans, PaymentTags.BatchSize)),
            Relayer = Find(spans, PaymentTags.Relayer),
            Verify = Took(spans, 5),
            Settle = Took(spans, 8),
        };
    }

    // the ledger has the last word on what is at an end; of what is going on, services may know more by now
    private static PaymentOutcome Reconcile(PaymentOutcome told, string? ledger)
    {
        if (!Enum.TryParse<PaymentState>(ledger, out var state))
            return told;
        if (PaymentStateMachine.IsFinal(state))
            return LedgerSpan.OutcomeOf(state);
        return told is PaymentOutcome.Offered or PaymentOutcome.Pending ? LedgerSpan.OutcomeOf(state) : told;
    }

    private static PaymentOutcome OutcomeOf(IReadOnlyList<PaymentSpan> spans)
    {
        // a settlement can be asked for again: the latest answer counts, unless an earlier one was already good
        var settlements = spans.Where(static span => span.Step == 8).OrderBy(static span => span.Start).ToList();
        if (settlements.Exists(static span => span[PaymentTags.State] == nameof(PaymentState.Settled)) || spans.Any(ShowsSettled))
            return PaymentOutcome.Paid;
        if (settlements.Count > 0)
        {
            return settlements[^1][PaymentTags.State] switch
            {
                nameof(PaymentState.Failed) => PaymentOutcome.Failed,
                nameof(PaymentState.Unknown) => PaymentOutcome.Unknown,
                _ => PaymentOutcome.Pending,
            };
        }

        if (spans.Any(static span => span.IsError || span[PaymentTags.Reason] is not null))
            return PaymentOutcome.Refused;
        return spans.Any(static span => span.Step >= 3 || span[PaymentTags.PaymentId] is not null) ? PaymentOutcome.Pending : PaymentOutcome.Offered;
    }

    // what is delivered is settled; a facilitator's receipt settles for servers that send no telemetry
    private static bool ShowsSettled(PaymentSpan span) =>
        (span.Step == 12 && (!span.IsError || span.Message == NotDelivered))
        || (span.Step == 11 && !span.IsError && span[PaymentTags.Transaction] is not null);

    private static string? ReasonOf(IReadOnlyList<PaymentSpan> spans)
    {
        foreach (var step in s_judges)
        {
            foreach (var span in spans)
            {
                if (span.Step == step && (span[PaymentTags.Reason] ?? (span.IsError ? span.Message : null)) is { Length: > 0 } reason)
                    return reason;
            }
        }

        return null;
    }

    // later steps know more than earlier ones
    private static string? Find(IReadOnlyList<PaymentSpan> spans, string tag) =>
        spans.Where(span => span[tag] is not null).OrderByDescending(static span => span.Step).ThenByDescending(static span => span.Start).FirstOrDefault()?[tag];

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Took(IReadOnlyList<PaymentSpan> spans, int step) =>
        spans.LastOrDefault(span => span.Step == step) is { } span ? TimeSpan.FromMicroseconds(span.Duration) : null;
}
