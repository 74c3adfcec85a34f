using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Extensions;

/// <summary>The extension <c>payment-identifier</c> (digest section 16.2): reads the buyer's name for its purchase; the ledger does the rest.</summary>
internal sealed class PaymentIdentifierExtension(IOptions<X402ServerOptions> options) : IPaymentExtension
{
    private static readonly PaymentExtensionDeclaration s_accepted = new(Describe(required: false));
    private static readonly PaymentExtensionDeclaration s_required = new(Describe(required: true)) { IsRequired = true };

    public string Name => PaymentIdentifier.ExtensionName;

    public PaymentExtensionDeclaration? Declare(PaymentExtensionEndpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<PaymentIdentifierAttribute>()?.Use ?? options.Value.PaymentIdentifiers) switch
        {
            PaymentIdentifierUse.Accepted => s_accepted,
            PaymentIdentifierUse.Required => s_required,
            _ => null,
        };

    public ValueTask<PaymentExtensionVerdict> InspectAsync(PaymentExtensionRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(Inspect(request));

    private static PaymentExtensionVerdict Inspect(PaymentExtensionRequest request)
    {
        if (request.GetSentInfo(PaymentIdentifier.Member) is not { } sent)
        {
            return request.Declaration.IsRequired
                ? PaymentExtensionVerdict.Refuse(StatusCodes.Status400BadRequest, PaymentReasons.PaymentIdentifierRequired, "Send extensions.payment-identifier.info.id with the payment.")
                : PaymentExtensionVerdict.Continue;
        }
        if (sent.ValueKind != JsonValueKind.String || !PaymentIdentifier.IsValid(sent.GetString()))
            return PaymentExtensionVerdict.Refuse(StatusCodes.Status400BadRequest, PaymentReasons.InvalidPaymentIdentifier);
        request.PurchaseName = sent.GetString();
        return PaymentExtensionVerdict.Continue;
    }

    private static JsonElement Describe(bool required) => JsonElement.Parse($$$"""
        {"info":{"required":{{{(required ? "true" : "false")}}}},"schema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"required":{"type":"boolean"},"id":{"type":"string","minLength":16,"maxLength":128,"pattern":"^[A-Za-z0-9_-]+$"}},"required":["required"]}}
        """);
}
