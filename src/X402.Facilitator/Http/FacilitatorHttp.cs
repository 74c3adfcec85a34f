using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using X402.Facilitators;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;

namespace X402.Facilitator;

/// <summary>
/// The facilitator's HTTP interface (digest section 5). Statuses: 200 for every verdict, also a negative one; 400 and 413 for a body that is
/// no request; 401, 403 and 429 for access; 503 when chain or store cannot be asked and nothing was sent; 500 with nothing but a
/// correlation id, and then the outcome of a settlement is not known.
/// </summary>
/// <remarks>A caller that hangs up ends the wait, never the settlement (SG-18).</remarks>
internal sealed class FacilitatorHttp(FacilitatorEngine engine, AccessControl access, ILogger<FacilitatorHttp> logger)
{
    public Task VerifyAsync(HttpContext context) => AnswerAsync(context, Operation.Verify);

    public Task SettleAsync(HttpContext context) => AnswerAsync(context, Operation.Settle);

    public async Task SupportedAsync(HttpContext context) =>
        await WriteAsync(context, StatusCodes.Status200OK, PaymentCodec.Encode(await engine.GetSupportedAsync(context.RequestAborted)));

    public async Task StatusAsync(HttpContext context)
    {
        var entered = access.Enter(context, out var merchant);
        if (!entered.IsGranted)
        {
            await RefuseAsync(context, entered.Status, entered.Reason, null, Operation.Status, entered.RetryAfter);
            return;
        }
        try
        {
            var found = PaymentId.TryParse(context.Request.RouteValues["id"] as string, out var id)
                ? await engine.FindSettlementAsync(id, context.RequestAborted)
                : null;
            // what a merchant may not settle it does not see either
            if (found is null || (merchant is not null && !merchant.AllowsNetworkAndAsset(found.Id)))
                await RefuseAsync(context, StatusCodes.Status404NotFound, PaymentReasons.SettlementNotFound, null, Operation.Status);
            else
                await WriteAsync(context, StatusCodes.Status200OK, StatusJson.Write(found));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await FailAsync(context, exception, Operation.Status);
        }
    }

    private async Task AnswerAsync(HttpContext context, Operation operation)
    {
        var entered = access.Enter(context, out var merchant);
        if (!entered.IsGranted)
        {
            await RefuseAsync(context, entered.Status, entered.Reason, null, operation, entered.RetryAfter);
            return;
        }
        try
        {
            using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            if (body.IsTooLarge)
            {
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, PaymentReasons.InvalidRequest, $"The body has more than {RequestBody.MaxBytes} bytes.", operation);
                return;
            }
            if (!PaymentCodec.TryDecodeRequest(body.Bytes, out var request, out var reason, out var detail))
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, reason, detail, operation);
                return;
            }
            if (AccessControl.Check(merchant, request.Requirements) is { IsGranted: false } denied)
            {
                await RefuseAsync(context, denied.Status, denied.Reason, null, operation);
                return;
            }
            if (operation == Operation.Verify)
                await WriteAsync(context, StatusCodes.Status200OK, PaymentCodec.Encode(await engine.VerifyAsync(request, context.RequestAborted)));
            else
                await SettleAsync(context, request with { Wait = PreferHeader.ReadWait(context.Request.Headers) });
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // nobody is there to be answered
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(context, exception.StatusCode, PaymentReasons.InvalidRequest, null, operation);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await FailAsync(context, exception, operation);
        }
    }

    private async Task SettleAsync(HttpContext context, FacilitatorRequest request)
    {
        var receipt = await engine.SettleAsync(request, context.RequestAborted);
        await WriteAsync(context, StatusOf(receipt), PaymentCodec.Encode(receipt, request.X402Version));
    }

    // a refusal for reasons of ours invites to try again; the body says the same to those who only read bodies
    private static int StatusOf(SettleResponse receipt) =>
        !receipt.Success && receipt.Transaction.Length == 0
        && (receipt.ErrorReason == PaymentReasons.NetworkUnavailable.Code || receipt.ErrorReason == PaymentReasons.RelayerUnavailable.Code)
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;

    private Task FailAsync(HttpContext context, Exception exception, Operation operation)
    {
        switch (exception)
        {
            case LedgerUnavailableException:
                Log.Unavailable(logger, operation.ToString(), exception.Message);
                return RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, PaymentReasons.LedgerUnavailable, null, operation == Operation.Verify ? Operation.Status : operation);
            case FacilitatorException { OutcomeUnknown: false }:
                Log.Unavailable(logger, operation.ToString(), exception.Message);
                // a verdict it is not: the payment may be perfectly good
                return RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, PaymentReasons.NetworkUnavailable, null, operation == Operation.Verify ? Operation.Status : operation);
            default:
                var correlationId = CorrelationId.Of(context);
                Log.Unexpected(logger, exception, operation.ToString(), correlationId);
                // without "success": for a settlement the outcome is not known, and a definite "no" could be wrong
                return WriteAsync(context, StatusCodes.Status500InternalServerError, ErrorJson.Write(operation switch
                {
                    Operation.Settle => PaymentReasons.UnexpectedSettleError,
                    _ => PaymentReasons.UnexpectedVerifyError,
                }, null, correlationId, Operation.Status));
        }
    }

    private Task RefuseAsync(HttpContext context, int status, PaymentReason reason, string? detail, Operation operation, TimeSpan? retryAfter = null)
    {
        var correlationId = CorrelationId.Of(context);
        Log.Refused(logger, operation.ToString(), reason.Code, correlationId);
        if (retryAfter is { } delay)
            context.Response.Headers.RetryAfter = ((int)Math.Max(1, Math.Ceiling(delay.TotalSeconds))).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, status, ErrorJson.Write(reason, detail, correlationId, operation));
    }

    private static Task WriteAsync(HttpContext context, int status, byte[] json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }
}
