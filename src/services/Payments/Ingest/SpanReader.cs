using System.Globalization;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using X402.Diagnostics;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Ingest;

/// <summary>Picks the spans that tell about payments out of what services send. What they say is data of strangers: bounded, and never trusted.</summary>
internal static class SpanReader
{
    private const string Prefix = "x402.";
    private const int MaxAttributes = 40;
    private const int MaxDocuments = 12;

    public static List<PaymentSpan> Read(ExportTraceServiceRequest request)
    {
        var found = new List<PaymentSpan>();
        foreach (var resource in request.ResourceSpans)
        {
            var service = ServiceOf(resource.Resource);
            foreach (var scope in resource.ScopeSpans)
            {
                foreach (var span in scope.Spans)
                {
                    if (TellsOfPayment(span) && span.TraceId.Length == 16 && span.SpanId.Length == 8)
                        found.Add(Read(span, service));
                }
            }
        }

        return found;
    }

    /// <summary>The service that speaks.</summary>
    public static string ServiceOf(Resource? resource)
    {
        foreach (var attribute in resource?.Attributes ?? [])
        {
            if (attribute.Key == "service.name" && ToText(attribute.Value) is { Length: > 0 } name)
                return Text.Bound(name, 100);
        }

        return "unknown";
    }

    /// <summary>A value as a person reads it.</summary>
    public static string ToText(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => Text.Bound(value.StringValue),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString("R", CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.ArrayValue => Text.Bound(string.Join(", ", value.ArrayValue.Values.Take(50).Select(ToText))),
        _ => "",
    };

    public static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    /// <summary>Microseconds since 1970 of nanoseconds since 1970.</summary>
    public static long Microseconds(ulong nanoseconds) => (long)(nanoseconds / 1000);

    private static bool TellsOfPayment(Span span)
    {
        // a batch is the story of no single payment; what a payment has of it, its own step 9 tells
        if (span.Name == PaymentSteps.Batch)
            return false;
        if (span.Name.StartsWith("x402", StringComparison.Ordinal))
            return true;
        foreach (var attribute in span.Attributes)
        {
            if (attribute.Key.StartsWith(Prefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static List<PaymentDocument> Documents(Span span, string service)
    {
        var documents = new List<PaymentDocument>();
        foreach (var recorded in span.Events)
        {
            if (recorded.Name != PaymentDocuments.EventName || documents.Count == MaxDocuments)
                continue;
            if (Value(recorded, PaymentDocuments.Name, 100) is { } name && Value(recorded, PaymentDocuments.Content, PaymentDocuments.MaxLength) is { } content)
                documents.Add(new(DateTimeOffset.UnixEpoch.AddMicroseconds(Microseconds(recorded.TimeUnixNano)), service, name, Value(recorded, PaymentDocuments.Header, 100), content));
        }

        return documents;
    }

    private static string? Value(Event recorded, string key, int length)
    {
        foreach (var attribute in recorded.Attributes)
        {
            if (attribute.Key == key && attribute.Value?.StringValue is { Length: > 0 } text)
                return Text.Bound(text, length);
        }

        return null;
    }

    private static PaymentSpan Read(Span span, string service)
    {
        var attributes = new Dictionary<string, string>(span.Attributes.Count);
        foreach (var attribute in span.Attributes.Take(MaxAttributes))
            attributes[Text.Bound(attribute.Key, 100)] = ToText(attribute.Value);
        var isError = span.Status?.Code == StatusCode.Error;
        return new PaymentSpan
        {
            TraceId = Hex(span.TraceId),
            SpanId = Hex(span.SpanId),
            Name = Text.Bound(span.Name, 200),
            Service = service,
            Start = Microseconds(span.StartTimeUnixNano),
            Duration = span.EndTimeUnixNano > span.StartTimeUnixNano ? Microseconds(span.EndTimeUnixNano - span.StartTimeUnixNano) : 0,
            IsError = isError,
            Message = isError && span.Status!.Message.Length > 0 ? Text.Bound(span.Status.Message, 200) : null,
            Attributes = attributes,
            Documents = Documents(span, service),
        };
    }
}
