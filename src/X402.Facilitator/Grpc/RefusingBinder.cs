using Google.Protobuf;
using Grpc.Core;
using X402.Grpc;
using X402.Reasons;
using Wire = X402.Grpc.Wire;

namespace X402.Facilitator;

/// <summary>
/// Binds the contract's methods so that bytes which are no message of it are refused like every other thing that is no request: the server
/// would call them an unknown error of its own.
/// </summary>
internal sealed class RefusingBinder(ServiceBinderBase binder) : ServiceBinderBase
{
    /// <summary>Called by the server, without a service: it makes one for each call.</summary>
    public static void Bind(ServiceBinderBase binder, FacilitatorContract? service) => Wire.Facilitator.BindService(new RefusingBinder(binder), null);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(Refusing(method), handler);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        binder.AddMethod(Refusing(method), handler);

    private static Method<TRequest, TResponse> Refusing<TRequest, TResponse>(Method<TRequest, TResponse> method)
    {
        var read = method.RequestMarshaller.ContextualDeserializer;
        var marshaller = Marshallers.Create(method.RequestMarshaller.ContextualSerializer, context =>
        {
            try
            {
                return read(context);
            }
            catch (InvalidProtocolBufferException)
            {
                throw GrpcReasons.Refuse(StatusCode.InvalidArgument, PaymentReasons.InvalidRequest, "It is no message of the contract, or its text is not UTF-8.");
            }
        });
        return new(method.Type, method.ServiceName, method.Name, marshaller, method.ResponseMarshaller);
    }
}
