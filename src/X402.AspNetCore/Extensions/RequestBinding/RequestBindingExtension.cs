using System.Text.Json;
using Microsoft.AspNetCore.Http;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Extensions;

/// <summary>The extension <c>request-binding</c>: a payment that commits to a request pays for no other one (SG-04).</summary>
internal sealed class RequestBindingExtension : IPaymentExtension
{
    private static readonly PaymentExtensionDeclaration s_optional = new(Describe(required: false));
    private static readonly PaymentExtensionDeclaration s_required = new(Describe(required: true)) { IsRequired = true };

    public string Name => RequestBinding.ExtensionName;

    public PaymentExtensionDeclaration? Declare(PaymentExtensionEndpoint endpoint) => endpoint.Metadata.GetMetadata<RequestBindingAttribute>() switch
    {
        null => null,
        { IsRequired: true } => s_required,
        _ => s_optional,
    };

    public ValueTask<PaymentExtensionVerdict> InspectAsync(PaymentExtensionRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(Inspect(request));

    private static PaymentExtensionVerdict Inspect(PaymentExtensionRequest request)
    {
        if (request.GetSentInfo(RequestBinding.Member) is not { } sent)
            return request.Declaration.IsRequired ? Refuse(PaymentReasons.RequestBindingRequired) : PaymentExtensionVerdict.Continue;
        if (sent.ValueKind != JsonValueKind.String || !RequestBinding.TryReadNonce(sent.GetString(), out var nonce))
            return Refuse(PaymentReasons.InvalidRequestBinding);
        var commitment = RequestBinding.Commit(request.Context.Request.Method, request.ResourceUrl, request.BodyHash.Span, nonce);
        return request.Claimed.Id.Nonce == $"0x{Convert.ToHexStringLower(commitment)}" ? PaymentExtensionVerdict.Continue : Refuse(PaymentReasons.RequestBindingMismatch);
    }

    private static PaymentExtensionVerdict Refuse(PaymentReason reason) => PaymentExtensionVerdict.Refuse(StatusCodes.Status402PaymentRequired, reason);

    private static JsonElement Describe(bool required) => JsonElement.Parse($$$"""
        {"info":{"required":{{{(required ? "true" : "false")}}}},"schema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"required":{"type":"boolean"},"nonce":{"type":"string","pattern":"^0x([0-9a-fA-F]{2}){16,64}$"}},"required":["required"]}}
        """);
}
