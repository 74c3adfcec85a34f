using System.Net.Sockets;
using System.Text.Json;
using Grpc.Core;
using X402.Facilitators;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;
using X402.Settlement;

namespace X402.Grpc;

/// <summary>A facilitator over gRPC: the same answers as over HTTP for half of the CPU time. The contract is <c>facilitator.proto</c>.</summary>
/// <remarks>
/// <para>Use a channel without a retry policy (SG-34): a second settlement request is this class's decision alone.</para>
/// <para>Answers are checked (SG-32): one that names another network or a higher amount than was asked is no answer, but a
/// <see cref="FacilitatorException"/>.</para>
/// <para>Thread safety: all members may be called concurrently.</para>
/// </remarks>
public sealed class GrpcFacilitator : IFacilitator, ISettlementWatcher
{
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromSeconds(1);

    private readonly Wire.Facilitator.FacilitatorClient _client;
    private readonly Metadata _headers = [];
    private readonly TimeProvider _time;

    /// <summary>Creates a facilitator.</summary>
    /// <param name="invoker">The way to the service, for example <c>GrpcChannel.ForAddress(...).CreateCallInvoker()</c>.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="apiKey">The key, where the facilitator asks for one.</param>
    public GrpcFacilitator(CallInvoker invoker, TimeProvider time, string? apiKey = null)
    {
        ArgumentNullException.ThrowIfNull(invoker);
        ArgumentNullException.ThrowIfNull(time);
        _client = new(invoker);
        _time = time;
        if (apiKey is not null)
            _headers.Add("x-api-key", apiKey);
    }

    /// <summary>
    /// How long one call may take; 90 seconds unless set. A settlement that waits for its second call may take twice as long.
    /// <see cref="FacilitatorRequest.Wait"/> is the time for both calls and takes precedence.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <inheritdoc/>
    public async Task<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await CallAsync(
            options => _client.VerifyAsync(request.ToWire(), options),
            AnswerMapping.Read,
            static (reason, detail) => new VerifyResponse { IsValid = false, InvalidReason = reason, InvalidMessage = detail },
            Timeout,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = request.ToWire();
        var started = _time.GetTimestamp();
        var receipt = await SettleOnceAsync(request, message, request.Wait ?? Timeout, cancellationToken);
        if (receipt.Success || receipt.ErrorReason != PaymentReasons.SettlementPending.Code)
            return receipt;

        // the facilitator recognises the payment and looks for the transaction it sent, instead of sending another one
        var rest = request.Wait - _time.GetElapsedTime(started) ?? Timeout;
        return rest < s_shortestWait ? receipt : RepeatedSettlement.Join(receipt, await SettleOnceAsync(request, message, rest, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task WaitAsync(PaymentId id, CancellationToken cancellationToken)
    {
        try
        {
            using var watch = _client.WatchSettlement(new() { Id = id.ToString() }, new CallOptions(_headers, cancellationToken: cancellationToken));
            while (await watch.ResponseStream.MoveNext(cancellationToken))
            {
                if (SettlementStateNames.TryParse(watch.ResponseStream.Current.State, out var state) && SettlementStateMachine.IsDecided(state))
                    return;
            }
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new FacilitatorException($"The facilitator does not tell about the settlement: {GrpcReasons.ReasonOf(exception) ?? exception.StatusCode.ToString()}.", exception);
        }
        throw new FacilitatorException("The facilitator stopped telling about the settlement.");
    }

    /// <inheritdoc/>
    public Task<SupportedResponse> GetSupportedAsync(CancellationToken cancellationToken) => CallAsync(
        options => _client.GetSupportedAsync(new(), options),
        AnswerMapping.Read,
        static (reason, detail) => throw new FacilitatorException($"The facilitator does not say what it supports: {detail} ({reason})"),
        Timeout,
        cancellationToken);

    private async Task<SettleResponse> SettleOnceAsync(FacilitatorRequest request, Wire.PaymentRequest message, TimeSpan wait, CancellationToken cancellationToken)
    {
        var receipt = await CallAsync(
            options => _client.SettleAsync(message, options),
            AnswerMapping.Read,
            (reason, detail) => new SettleResponse { Success = false, ErrorReason = reason, ErrorMessage = detail, Transaction = "", Network = request.Requirements.Network },
            wait,
            cancellationToken);
        return SettlementEcho.FindMistake(request, receipt) is { } mistake
            ? throw new FacilitatorException($"The facilitator's answer contradicts the request. {mistake}")
            : receipt;
    }

    private async Task<TAnswer> CallAsync<TReply, TAnswer>(
        Func<CallOptions, AsyncUnaryCall<TReply>> call, Func<TReply, TAnswer> read, Func<string, string, TAnswer> refused, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            using var running = call(new CallOptions(_headers, (_time.GetUtcNow() + wait).UtcDateTime, cancellationToken));
            return read(await running);
        }
        catch (RpcException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was cancelled.", exception, cancellationToken);
        }
        catch (RpcException exception) when (GrpcReasons.ReasonOf(exception) is { } reason && exception.StatusCode != StatusCode.Unavailable)
        {
            return refused(reason, exception.Status.Detail);
        }
        catch (RpcException exception)
        {
            var neverSent = GrpcReasons.ReasonOf(exception) is not null || FailedToConnect(exception.Status.DebugException);
            throw new FacilitatorException("The facilitator gave no usable answer.", exception) { OutcomeUnknown = !neverSent };
        }
        catch (JsonException exception)
        {
            throw new FacilitatorException("The facilitator's answer holds no JSON where it should.", exception);
        }
    }

    private static bool FailedToConnect(Exception? exception) => exception
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
        or SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable };
}
