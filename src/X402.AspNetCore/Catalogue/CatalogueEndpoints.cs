using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Configuration;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Catalogue;

/// <summary>The free answers about what is sold and what became of a payment. Written without reflection, so that they work ahead of time too.</summary>
internal static class CatalogueEndpoints
{
    private const string Json = "application/json";

    public static Task ListAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var origin = services.GetRequiredService<ResourceOrigin>().Value + context.Request.PathBase.ToUriComponent();
        return WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("x402Version"u8, ProtocolVersion.V2);
            writer.WriteStartArray("resources"u8);
            foreach (var endpoint in services.GetRequiredService<IPaidEndpointCatalog>().Endpoints)
                Write(writer, endpoint, origin);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    public static async Task FindPaymentAsync(HttpContext context)
    {
        // network/asset/payer/nonce: four segments of the path
        if (!PaymentId.TryParse(context.GetRouteValue("id") as string, out var id))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(context, static writer => WriteError(writer, "invalid_request", "Write the payment as network/asset/payer/nonce, in lower case."));
            return;
        }
        PaymentRecord? record;
        try
        {
            record = await context.RequestServices.GetRequiredService<IPaymentLedger>().FindAsync(id, context.RequestAborted);
        }
        catch (LedgerUnavailableException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await WriteAsync(context, static writer => WriteError(writer, Reasons.PaymentReasons.LedgerUnavailable.Code, "The payment store cannot be reached."));
            return;
        }
        if (record is null)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        await WriteAsync(context, writer => Write(writer, record));
    }

    private static void Write(Utf8JsonWriter writer, PaidEndpointInfo endpoint, string origin)
    {
        writer.WriteStartObject();
        writer.WriteString("resource"u8, origin + endpoint.Route);
        writer.WriteString("type"u8, "http"u8);
        writer.WriteString("route"u8, endpoint.Route);
        WriteArray(writer, "methods"u8, endpoint.Methods);
        WriteArray(writer, "prices"u8, endpoint.Prices);
        if (endpoint.Description is { } description)
            writer.WriteString("description"u8, description);
        if (endpoint.MimeType is { } mimeType)
            writer.WriteString("mimeType"u8, mimeType);
        writer.WriteStartArray("accepts"u8);
        foreach (var requirements in endpoint.Accepts)
            writer.WriteRawValue(PaymentCodec.EncodeForStorage(requirements), skipInputValidation: true);
        writer.WriteEndArray();
        if (endpoint.Discovery is { } discovery)
        {
            writer.WriteStartObject("extensions"u8);
            writer.WritePropertyName("bazaar"u8);
            discovery.Bazaar.WriteTo(writer);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    // what was paid is the buyer's; who asks learns the state and what the chain shows to everybody
    private static void Write(Utf8JsonWriter writer, PaymentRecord? record)
    {
        writer.WriteStartObject();
        writer.WriteString("state"u8, record is null ? "none" : record.State.ToString().ToLowerInvariant());
        if (record?.Transaction is { } transaction)
            writer.WriteString("transaction"u8, transaction);
        if (record?.Reason is { } reason)
            writer.WriteString("reason"u8, reason);
        if (record is not null)
            writer.WriteString("updatedAt"u8, record.History[^1].At);
        writer.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter writer, string code, string message)
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, code);
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        context.Response.ContentType = Json;
        context.Response.ContentLength = buffer.WrittenCount;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
