using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using X402.AspNetCore.Diagnostics;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate.Extensions;

/// <summary>The extensions of one endpoint, with what they declared when its offers were made.</summary>
/// <param name="all">All extensions of the server: some own members also where they declare nothing.</param>
/// <param name="declared">Those that take part in this endpoint.</param>
/// <param name="logger">The log.</param>
internal sealed class EndpointExtensions(IReadOnlyList<IPaymentExtension> all, IReadOnlyList<(IPaymentExtension Extension, PaymentExtensionDeclaration Declaration)> declared, ILogger logger)
{
    /// <summary>The <c>extensions</c> of the 402 object as far as they are the same for all URLs; <see langword="null"/> where there are none.</summary>
    public JsonElement? Json { get; } = ExtensionJson.Combine(declared);

    /// <summary>Whether one of them says something else for each URL.</summary>
    public bool ArePerUrl { get; } = declared.Any(item => item.Declaration.IsPerUrl);

    /// <summary>Whether buyers have to answer one of them, which clients of version 1 cannot.</summary>
    public bool NeedVersion2 { get; } = declared.Any(item => item.Declaration.IsRequired);

    /// <summary>The <c>extensions</c> of the 402 object for a request.</summary>
    public JsonElement? JsonFor(HttpContext context) => ArePerUrl
        ? ExtensionJson.Merge(null, [.. declared.Select(item => (item.Extension.Name, ValueFor(context, item.Extension, item.Declaration)))])
        : Json;

    /// <summary>The echo check (digest section 2.9): only where the client sent extensions at all.</summary>
    public PaymentRefusal? CheckEcho(HttpContext context, PaymentPayload payment)
    {
        if (payment.X402Version != ProtocolVersion.V2 || payment.Extensions is not { ValueKind: JsonValueKind.Object } sent)
            return null;
        foreach (var extension in all)
        {
            if (sent.TryGetProperty(extension.Name, out var value) && !ExtensionEcho.IsIntact(Find(context, extension), value, extension.DynamicMembers, extension.OwnedMembers))
                return new(PaymentReasons.ExtensionEchoMismatch, $"The extension is '{extension.Name}'.");
        }
        return null;
    }

    /// <summary>Asks every extension of the endpoint.</summary>
    /// <returns>The first verdict that ends the request, or <see langword="null"/>.</returns>
    public async ValueTask<PaymentExtensionVerdict?> InspectAsync(PaidRequest request)
    {
        for (var i = 0; i < declared.Count; i++)
        {
            var verdict = await declared[i].Extension.InspectAsync(For(request, i), request.Context.RequestAborted);
            if (!ReferenceEquals(verdict, PaymentExtensionVerdict.Continue))
                return verdict;
        }
        return null;
    }

    /// <summary>The receipt with what the extensions add to it.</summary>
    public async ValueTask<SettleResponse> CompleteAsync(PaidRequest request, SettleResponse receipt)
    {
        List<(string Name, JsonElement Value)>? added = null;
        for (var i = 0; i < declared.Count; i++)
        {
            var extension = declared[i].Extension;
            try
            {
                // not the request's token: a buyer that left still gets its receipt noted
                if (await extension.DescribeReceiptAsync(For(request, i), receipt, CancellationToken.None) is { } value)
                    (added ??= []).Add((extension.Name, value));
            }
#pragma warning disable CA1031 // the money has moved: the result must reach its buyer whatever an extension throws
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.ReceiptExtensionFailed(logger, exception, request.Endpoint.Name, extension.Name);
            }
        }
        return added is null ? receipt : receipt with { Extensions = ExtensionJson.Merge(receipt.Extensions, added) };
    }

    private static JsonElement ValueFor(HttpContext context, IPaymentExtension extension, PaymentExtensionDeclaration declaration) =>
        declaration.IsPerUrl ? extension.Describe(context, declaration) : declaration.Value;

    private JsonElement? Find(HttpContext context, IPaymentExtension extension)
    {
        foreach (var (known, declaration) in declared)
        {
            if (ReferenceEquals(known, extension))
                return ValueFor(context, extension, declaration);
        }
        return null;
    }

    private PaymentExtensionRequest For(PaidRequest request, int index)
    {
        var (extension, declaration) = declared[index];
        JsonElement? sent = request.Terms.Payload.Extensions is { ValueKind: JsonValueKind.Object } all
            && all.TryGetProperty(extension.Name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        return new(request, declaration, sent);
    }
}
