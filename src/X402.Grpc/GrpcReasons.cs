using Grpc.Core;
using X402.Reasons;

namespace X402.Grpc;

/// <summary>Refusals that are no verdict: a gRPC status, with the protocol's reason code in a trailer.</summary>
internal static class GrpcReasons
{
    public const string Trailer = "x402-reason";

    public const string CorrelationTrailer = "x402-correlation-id";

    public static RpcException Refuse(StatusCode status, PaymentReason reason, string? detail = null) =>
        new(new Status(status, detail ?? PaymentReasons.Explain(reason.Code) ?? reason.Code), new Metadata { { Trailer, reason.Code } });

    public static string? ReasonOf(RpcException exception) => exception.Trailers.GetValue(Trailer);
}
