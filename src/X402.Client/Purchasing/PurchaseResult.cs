using System.Diagnostics.CodeAnalysis;

namespace X402.Client;

/// <summary>The outcome of <see cref="HttpClientPaymentExtensions.SendPaidAsync(HttpClient, HttpRequestMessage, CancellationToken)"/>: an answer, or why there is none.</summary>
public sealed class PurchaseResult : IDisposable
{
    internal PurchaseResult(HttpResponseMessage response)
    {
        Response = response;
        Receipt = response.GetPaymentReceipt();
        Outcome = Receipt is null ? PurchaseOutcome.Free : PurchaseOutcome.Paid;
    }

    internal PurchaseResult(PaymentException failure)
    {
        Failure = failure;
        Outcome = failure switch
        {
            PaymentNotMadeException => PurchaseOutcome.NotMade,
            PaymentRefusedException => PurchaseOutcome.Refused,
            PaidNotDeliveredException => PurchaseOutcome.NotDelivered,
            _ => PurchaseOutcome.Unknown,
        };
    }

    /// <summary>How it ended for the money.</summary>
    public PurchaseOutcome Outcome { get; }

    /// <summary>The server's answer, whatever its status, unless paying failed.</summary>
    public HttpResponseMessage? Response { get; }

    /// <summary>The receipt of a paid answer.</summary>
    public PaymentReceipt? Receipt { get; }

    /// <summary>Why there is no answer.</summary>
    public PaymentException? Failure { get; }

    /// <summary>Whether there is an answer.</summary>
    [MemberNotNullWhen(true, nameof(Response))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool HasResponse => Response is not null;

    /// <inheritdoc/>
    public void Dispose() => Response?.Dispose();
}
