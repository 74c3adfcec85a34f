using System.Text.Json;
using Microsoft.AspNetCore.Http;
using X402.Protocol;
using X402.Schemes;

namespace X402.AspNetCore;

/// <summary>One payment as an extension sees it.</summary>
public sealed class PaymentExtensionRequest
{
    private readonly Gate.PaidRequest _request;

    internal PaymentExtensionRequest(Gate.PaidRequest request, PaymentExtensionDeclaration declaration, JsonElement? sent) => (_request, Declaration, Sent) = (request, declaration, sent);

    /// <summary>The request. Its body was read and can be read again.</summary>
    public HttpContext Context => _request.Context;

    /// <summary>The payment and the server's own requirements.</summary>
    public FacilitatorRequest Terms => _request.Terms;

    /// <summary>What the payment claims to be; nobody has verified it yet.</summary>
    public PaymentIdentity Claimed => _request.Identity;

    /// <summary>The URL of the resource, under the server's public origin and with the whole query.</summary>
    public string ResourceUrl => _request.ResourceUrl;

    /// <summary>The SHA-256 of the request's body; that of nothing where it has none.</summary>
    public ReadOnlyMemory<byte> BodyHash => _request.Digest.BodyHash;

    /// <summary>What the extension declared for this endpoint.</summary>
    public PaymentExtensionDeclaration Declaration { get; }

    /// <summary>What the client sent under the extension's name; <see langword="null"/> when it sent nothing.</summary>
    public JsonElement? Sent { get; }

    /// <summary>
    /// The buyer's own name for this purchase, to be set by the extension that knows it: all requests of one payer to one recipient with the
    /// same name are one purchase, whatever they are signed with.
    /// </summary>
    public string? PurchaseName { get => _request.PurchaseName; set => _request.PurchaseName = value; }

    /// <summary>A member of the client's <c>info</c>, or <see langword="null"/>.</summary>
    public JsonElement? GetSentInfo(string member) =>
        Sent is { ValueKind: JsonValueKind.Object } sent && sent.TryGetProperty("info", out var info) && info.ValueKind == JsonValueKind.Object
        && info.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
