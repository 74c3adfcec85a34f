using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using X402.Diagnostics;
using X402.Protocol;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client;

/// <summary>
/// Makes an <see cref="HttpClient"/> pay: sends the request, and when the server asks for money, selects an offer within the limits, signs
/// a payment, and asks again with it (digest section 4.4). <see cref="PaymentReceiptExtensions.GetPaymentReceipt"/> gives the receipt.
/// </summary>
/// <remarks>
/// <para>
/// A 402 answer becomes either the paid answer or a <see cref="PaymentException"/>: <see cref="PaymentNotMadeException"/> (nothing is owed),
/// <see cref="PaymentRefusedException"/>, <see cref="PaymentOutcomeUnknownException"/> (repeat the request) or
/// <see cref="PaidNotDeliveredException"/>. A 402 answer of another protocol is returned as it is, and so is any other status.
/// </para>
/// <para>
/// Retrying is safe at any level: a payment is journalled before it is sent, and the same request is repeated with the same payment while
/// its outcome is open. A cancelled request ends with <see cref="OperationCanceledException"/>, and its payment stays open.
/// </para>
/// <para>
/// Redirects are followed here and not by the primary handler, so that no payment crosses the border between origins.
/// Thread safety: as with any handler, requests may be sent concurrently.
/// </para>
/// </remarks>
public sealed class PaymentHandler : DelegatingHandler
{
    private readonly string _clientName;
    private readonly PaymentOptions _options;
    private readonly TimeProvider _time;
    private readonly PurchaseBooks _books;
    private readonly RedirectFollower _follower;
    private readonly Purchaser _purchaser;
    private readonly Lock _preparing = new();
    private volatile bool _prepared;

    /// <summary>Creates a handler. Set <see cref="DelegatingHandler.InnerHandler"/> unless a factory does.</summary>
    /// <param name="options">The limits; read once.</param>
    /// <param name="schemes">What it can sign, in order of preference.</param>
    /// <param name="services">Journal, budget and the rest; <see langword="null"/> for the defaults.</param>
    /// <param name="clientName">The name in audit, budgets and journal; several handlers of one name share them.</param>
    /// <exception cref="OptionsValidationException">The options have mistakes; all of them are listed.</exception>
    public PaymentHandler(PaymentOptions options, IEnumerable<IPaymentSchemeClient> schemes, PaymentServices? services = null, string clientName = "default")
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(schemes);
        ArgumentNullException.ThrowIfNull(clientName);
        if (new PaymentOptionsValidator().Validate(clientName, options) is { Failed: true, Failures: var failures })
            throw new OptionsValidationException(clientName, typeof(PaymentOptions), failures);

        services ??= new PaymentServices();
        IReadOnlyList<IPaymentSchemeClient> known = [.. schemes];
        var rules = new SpendRules(options);
        _clientName = clientName;
        _options = options;
        _time = services.Time;
        _books = new(clientName, services, services.Loggers.CreateLogger<PaymentHandler>());
        _follower = new(base.SendAsync, options.MaxRedirects);
        _purchaser = new(
            clientName, options, rules, new(clientName, options, rules, known, services.Policies),
            new(clientName, options, rules, services, _books), _books, services, new([.. services.Evidence, .. known.OfType<IAuthorizationEvidence>()]), _follower);
    }

    /// <summary>Not supported: payments are asynchronous.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A paying HttpClient works asynchronously only. Use SendAsync.");

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is not { IsAbsoluteUri: true })
            throw new InvalidOperationException("The request needs an absolute URL.");
        if (!_prepared)
            Prepare();

        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Purchase, ActivityKind.Internal);
        var started = _time.GetTimestamp();
        var target = new RequestTarget(request.RequestUri, request.Method, CarriesBody: false, CarriesCredentials: true);
        string? fingerprint = null;
        try
        {
            if (request.Headers.Contains(PaymentHeaders.PaymentSignature) || request.Headers.Contains(PaymentHeaders.XPayment))
                throw new PaymentNotMadeException(PurchaseReasons.AlreadyCarriesPayment, "The request already carries a payment header. Leave paying to the handler, or use a client without it. Nothing was sent.");
            var replayable = await ReplayableRequest.CreateAsync(request, _options.MaxRequestBodyBytes, cancellationToken);

            var exchange = await AskAsync(replayable, cancellationToken);
            if (exchange.Response.StatusCode != HttpStatusCode.PaymentRequired)
                return exchange.Response;
            target = exchange.Target;
            if (await ReadOfferAsync(exchange.Response, cancellationToken) is not { } offer)
                return exchange.Response;
            exchange.Response.Dispose();
            if (!replayable.IsReplayable)
                throw new PaymentNotMadeException(PurchaseReasons.BodyNotReplayable, $"The server asks for money, and the request body of more than {_options.MaxRequestBodyBytes} bytes was not kept for a second sending. Nothing was paid. Raise MaxRequestBodyBytes.");

            fingerprint = await replayable.FingerprintAsync(_clientName, cancellationToken);
            return await _purchaser.BuyAsync(new PurchaseAttempt(replayable, exchange.Target, offer, fingerprint, started), cancellationToken);
        }
        catch (PaymentException e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Reason.Code);
            if (e is PaymentNotMadeException declined)
            {
                await _books.DeclineAsync(target, fingerprint, declined);
                ClientMetrics.Purchase(PurchaseEvent.Declined, e.Reason.Code, scheme: null, network: null, _time.GetElapsedTime(started));
            }
            throw;
        }
    }

    // nobody sends before it is done: a primary handler that was used cannot be changed any more
    private void Prepare()
    {
        lock (_preparing)
        {
            RedirectGuard.Apply(InnerHandler);
            _prepared = true;
        }
    }

    /// <summary>Step 1: asks without paying.</summary>
    private async Task<Exchange> AskAsync(ReplayableRequest request, CancellationToken cancellationToken)
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.Request, ActivityKind.Internal);
        return await _follower.SendAsync(request, request.Start, payment: null, cancellationToken);
    }

    /// <summary>Step 2, on this side: what the server wants.</summary>
    private async Task<PaymentRequired?> ReadOfferAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var reading = await OfferReader.ReadAsync(response, _options.MaxOfferBytes, cancellationToken);
        if (reading.Error is not { } error)
            return reading.Offer;
        response.Dispose();
        throw new PaymentNotMadeException(PurchaseReasons.MalformedOffer, $"The server asks for money in a form that cannot be read: {error}. Nothing was paid.");
    }
}
