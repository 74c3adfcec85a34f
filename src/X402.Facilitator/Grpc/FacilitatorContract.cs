using Grpc.Core;
using Wire = X402.Grpc.Wire;

namespace X402.Facilitator;

/// <summary>
/// The methods of the contract, as in the base class that is generated for it, and bound by <see cref="RefusingBinder"/>: the server binds
/// the methods of the class that says how.
/// </summary>
[BindServiceMethod(typeof(RefusingBinder), nameof(RefusingBinder.Bind))]
internal abstract class FacilitatorContract
{
    public abstract Task<Wire.VerifyReply> Verify(Wire.PaymentRequest request, ServerCallContext context);

    public abstract Task<Wire.SettleReply> Settle(Wire.PaymentRequest request, ServerCallContext context);

    public abstract Task<Wire.SupportedReply> GetSupported(Wire.SupportedRequest request, ServerCallContext context);

    public abstract Task WatchSettlement(Wire.WatchRequest request, IServerStreamWriter<Wire.SettlementEvent> responseStream, ServerCallContext context);
}
