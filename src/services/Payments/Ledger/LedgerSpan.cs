using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using X402.Diagnostics;
using X402.Ledger;
using X402.Payments;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Ledger;

/// <summary>A ledger's record in the form of everything else that the history holds: a span, of a service called ledger.</summary>
internal static class LedgerSpan
{
    /// <summary>The name of these spans; no service sends one.</summary>
    public const string Name = "ledger";

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    /// <summary>What a record tells.</summary>
    public static PaymentSpan Of(PaymentRecord record, string trace)
    {
        var (began, ended) = (PaymentRows.Microseconds(record.History[0].At), PaymentRows.Microseconds(record.History[^1].At));
        var tags = new Dictionary<string, string>
        {
            [PaymentTags.PaymentId] = record.Id.ToString(),
            [PaymentTags.State] = record.State.ToString(),
            [PaymentTags.Endpoint] = record.Endpoint,
            [PaymentTags.Payer] = record.Id.Payer,
            [PaymentTags.PayTo] = record.Requirements.PayTo,
            [PaymentTags.Network] = record.Requirements.Network,
            [PaymentTags.Scheme] = record.Requirements.Scheme,
            [PaymentTags.Asset] = record.Requirements.Asset,
            [PaymentTags.Amount] = record.Requirements.Amount,
            [PaymentTags.Version] = record.Payload.X402Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            [PaymentTags.Transaction] = record.Transaction ?? "",
        };
        if (record.Reason is { } reason)
            tags[PaymentTags.Reason] = reason;
        return new PaymentSpan
        {
            TraceId = trace,
            SpanId = Hash(record.Id)[..16],
            Name = Name,
            Service = "ledger",
            Start = began,
            Duration = Math.Max(0, ended - began),
            Attributes = tags.ToDictionary(static tag => tag.Key, static tag => Text.Bound(tag.Value)),
        };
    }

    /// <summary>The trace of a payment that nobody told about: the request's, else one that is always the same.</summary>
    public static string TraceOf(PaymentRecord record) =>
        record.TraceId is { Length: 32 } id && !id.AsSpan().ContainsAnyExcept(s_digits) ? id : Hash(record.Id)[..32];

    /// <summary>What a state means for whoever looks.</summary>
    public static PaymentOutcome OutcomeOf(PaymentState state) => state switch
    {
        PaymentState.Settled or PaymentState.Owed or PaymentState.Serving => PaymentOutcome.Paid,
        PaymentState.Failed => PaymentOutcome.Failed,
        PaymentState.Unknown => PaymentOutcome.Unknown,
        PaymentState.Released => PaymentOutcome.Refused,
        _ => PaymentOutcome.Pending,
    };

    private static string Hash(PaymentId id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id.ToString())));
}
