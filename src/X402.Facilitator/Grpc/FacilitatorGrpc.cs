using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using X402.Facilitators;
using X402.Grpc;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;
using X402.Settlement;
using Wire = X402.Grpc.Wire;

namespace X402.Facilitator;

/// <summary>The facilitator's gRPC interface, over the same engine and with the same access control as <see cref="FacilitatorHttp"/>.</summary>
internal sealed class FacilitatorGrpc(FacilitatorEngine engine, AccessControl access, ISettlementJournal journal, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<FacilitatorGrpc> logger) : FacilitatorContract
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(30);

    public override Task<Wire.VerifyReply> Verify(Wire.PaymentRequest request, ServerCallContext context) => AnswerAsync(context, nameof(Verify), async () =>
        (await engine.VerifyAsync(Admit(request, context), context.CancellationToken)).ToWire());

    public override Task<Wire.SettleReply> Settle(Wire.PaymentRequest request, ServerCallContext context) => AnswerAsync(context, nameof(Settle), async () =>
    {
        TimeSpan? wait = context.Deadline == DateTime.MaxValue ? null : context.Deadline - time.GetUtcNow().UtcDateTime;
        return (await engine.SettleAsync(Admit(request, context) with { Wait = wait }, context.CancellationToken)).ToWire();
    });

    public override async Task<Wire.SupportedReply> GetSupported(Wire.SupportedRequest request, ServerCallContext context) =>
        (await engine.GetSupportedAsync(context.CancellationToken)).ToWire();

    public override Task WatchSettlement(Wire.WatchRequest request, IServerStreamWriter<Wire.SettlementEvent> responseStream, ServerCallContext context) => AnswerAsync(context, nameof(WatchSettlement), async () =>
    {
        var merchant = Enter(context);
        if (!PaymentId.TryParse(request.Id, out var id) || merchant?.AllowsNetworkAndAsset(id) == false || await journal.FindAsync(id, context.CancellationToken) is not { } record)
            throw GrpcReasons.Refuse(StatusCode.NotFound, PaymentReasons.SettlementNotFound);
        await responseStream.WriteAsync(record.ToStatus().ToWire(), context.CancellationToken);
        // a server that stops ends its streams, instead of waiting for them
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        while (!SettlementStateMachine.IsFinal(record.State))
        {
            var next = await journal.WaitAsync(id, record.Version, s_look, either.Token) ?? record;
            if (next.Version != record.Version)
                await responseStream.WriteAsync(next.ToStatus().ToWire(), context.CancellationToken);
            record = next;
        }
        return record;
    });

    private FacilitatorRequest Admit(Wire.PaymentRequest message, ServerCallContext context)
    {
        var merchant = Enter(context);
        if (!RequestMapping.TryRead(message, out var request, out var reason, out var detail))
            throw GrpcReasons.Refuse(StatusCode.InvalidArgument, reason, detail);
        return AccessControl.Check(merchant, request.Requirements) is { IsGranted: false } denied
            ? throw GrpcReasons.Refuse(StatusCode.PermissionDenied, denied.Reason)
            : request;
    }

    private Merchant? Enter(ServerCallContext context)
    {
        var entered = access.Enter(context.GetHttpContext(), out var merchant);
        return entered.IsGranted
            ? merchant
            : throw GrpcReasons.Refuse(entered.Status == 401 ? StatusCode.Unauthenticated : StatusCode.ResourceExhausted, entered.Reason);
    }

    private async Task<T> AnswerAsync<T>(ServerCallContext context, string operation, Func<Task<T>> answer)
    {
        // over HTTP every refusal names it too
        var correlationId = CorrelationId.Of(context.GetHttpContext());
        try
        {
            return await answer();
        }
        catch (RpcException exception)
        {
            Log.Refused(logger, operation, GrpcReasons.ReasonOf(exception) ?? exception.StatusCode.ToString(), correlationId);
            context.ResponseTrailers.Add(GrpcReasons.CorrelationTrailer, correlationId);
            throw;
        }
        catch (OperationCanceledException exception) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The caller hung up.", exception));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The facilitator stops."));
        }
        catch (LedgerUnavailableException exception)
        {
            Log.Unavailable(logger, operation, exception.Message);
            context.ResponseTrailers.Add(GrpcReasons.CorrelationTrailer, correlationId);
            throw GrpcReasons.Refuse(StatusCode.Unavailable, PaymentReasons.LedgerUnavailable);
        }
        catch (FacilitatorException exception) when (!exception.OutcomeUnknown)
        {
            Log.Unavailable(logger, operation, exception.Message);
            context.ResponseTrailers.Add(GrpcReasons.CorrelationTrailer, correlationId);
            throw GrpcReasons.Refuse(StatusCode.Unavailable, PaymentReasons.NetworkUnavailable);
        }
        catch (Exception exception)
        {
            context.ResponseTrailers.Add(GrpcReasons.CorrelationTrailer, correlationId);
            Log.Unexpected(logger, exception, operation, correlationId);
            throw new RpcException(new Status(StatusCode.Internal, $"Unexpected; correlation id {correlationId}."));
        }
    }
}
