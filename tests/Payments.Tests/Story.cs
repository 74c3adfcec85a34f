using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using X402.Diagnostics;

namespace X402.Services.Payments.Tests;

/// <summary>What client, server and facilitator tell about one payment, as it goes over the wire.</summary>
internal sealed class Story(DateTimeOffset began, string endpoint = "/weather/{city}")
{
    public const string Network = "eip155:31337";
    public const string Asset = "0x4020dE5000000000000000000000000000000001";
    public const string PayTo = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private readonly ByteString _trace = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));

    public string TraceId => Convert.ToHexStringLower(_trace.Span);

    public string Payer { get; init; } = "0x" + RandomNumberGenerator.GetHexString(40, lowercase: true);

    public string Transaction { get; init; } = "0x" + RandomNumberGenerator.GetHexString(64, lowercase: true);

    public string Amount { get; init; } = "10000";

    public int BatchSize { get; init; } = 1;

    public ExportTraceServiceRequest Paid() => Request(
        ("client-agent", [Step(PaymentSteps.Purchase, 0, 140), Step(PaymentSteps.Request, 1, 6), Step(PaymentSteps.CreatePayload, 9, 3), Step(PaymentSteps.Pay, 14, 124)]),
        ("resource-server", [Step(PaymentSteps.Offer, 3, 1), Step(PaymentSteps.Verify, 16, 9), Step(PaymentSteps.Fulfil, 26, 12), Settle("Settled", 39, 92), Step(PaymentSteps.Deliver, 132, 3)]),
        ("facilitator",
        [
            Step(PaymentSteps.CheckPayment, 18, 5),
            Step(PaymentSteps.Submit, 42, 8, (PaymentTags.Transaction, Transaction), (PaymentTags.Relayer, PayTo), (PaymentTags.BatchSize, BatchSize.ToString(CultureInfo.InvariantCulture))),
            Step(PaymentSteps.Confirm, 50, 76, (PaymentTags.Transaction, Transaction), (PaymentTags.BlockNumber, "42"), (PaymentTags.GasUsed, "61234")),
            Step(PaymentSteps.Answer, 127, 2, (PaymentTags.Transaction, Transaction)),
        ]));

    public ExportTraceServiceRequest Refused(string reason) => Request(
        ("client-agent", [Failed(Step(PaymentSteps.Purchase, 0, 30), reason), Step(PaymentSteps.Request, 1, 6), Step(PaymentSteps.CreatePayload, 9, 3), Failed(Step(PaymentSteps.Pay, 14, 15), reason)]),
        ("resource-server", [Step(PaymentSteps.Offer, 3, 1), Failed(Step(PaymentSteps.Verify, 16, 9), reason)]),
        ("facilitator", [Failed(Step(PaymentSteps.CheckPayment, 18, 5, (PaymentTags.Reason, reason)), reason)]));

    public ExportTraceServiceRequest Pending() => Request(
        ("client-agent", [Step(PaymentSteps.Request, 1, 6), Step(PaymentSteps.CreatePayload, 9, 3)]),
        ("resource-server", [Step(PaymentSteps.Offer, 3, 1), Step(PaymentSteps.Verify, 16, 9)]));

    public ExportTraceServiceRequest Unknown() => Request(
        ("resource-server", [Step(PaymentSteps.Offer, 3, 1), Step(PaymentSteps.Verify, 16, 9), Step(PaymentSteps.Fulfil, 26, 12), Failed(Settle("Unknown", 39, 4000), "settlement_pending")]));

    public ExportTraceServiceRequest SettledLater() => Request(("resource-server", [Settle("Settled", 9000, 80)]));

    public ExportTraceServiceRequest OnlyAsked() => Request(
        ("resource-server", [new Span { TraceId = _trace, SpanId = Id(), Name = PaymentSteps.Offer, StartTimeUnixNano = Nano(0), EndTimeUnixNano = Nano(1), Attributes = { Tag(PaymentTags.Endpoint, endpoint) } }]));

    private Span Settle(string state, double at, double took) =>
        Step(PaymentSteps.Settle, at, took, (PaymentTags.State, state), (PaymentTags.Transaction, state == "Settled" ? Transaction : ""));

    private Span Step(string name, double at, double took, params (string Name, string Value)[] tags)
    {
        var span = new Span { TraceId = _trace, SpanId = Id(), Name = name, StartTimeUnixNano = Nano(at), EndTimeUnixNano = Nano(at + took) };
        (string, string)[] common =
        [
            (PaymentTags.PaymentId, $"{Network}/{Asset}/{Payer}/1"), (PaymentTags.Scheme, "exact"), (PaymentTags.Network, Network), (PaymentTags.Asset, Asset),
            (PaymentTags.Amount, Amount), (PaymentTags.Payer, Payer), (PaymentTags.PayTo, PayTo), (PaymentTags.Version, "2"), (PaymentTags.Endpoint, endpoint),
        ];
        foreach (var (key, value) in common.Concat(tags))
            span.Attributes.Add(Tag(key, value));
        return span;
    }

    private static Span Failed(Span span, string reason)
    {
        span.Status = new Status { Code = StatusCode.Error, Message = reason };
        return span;
    }

    private static KeyValue Tag(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static ByteString Id() => ByteString.CopyFrom(RandomNumberGenerator.GetBytes(8));

    private ulong Nano(double milliseconds) => (ulong)((began - DateTimeOffset.UnixEpoch).Ticks + (long)(milliseconds * TimeSpan.TicksPerMillisecond)) * 100;

    private static ExportTraceServiceRequest Request(params (string Service, Span[] Spans)[] parts)
    {
        var request = new ExportTraceServiceRequest();
        foreach (var (service, spans) in parts)
        {
            request.ResourceSpans.Add(new ResourceSpans
            {
                Resource = new Resource { Attributes = { Tag("service.name", service) } },
                ScopeSpans = { new ScopeSpans { Scope = new InstrumentationScope { Name = X402Telemetry.Name }, Spans = { spans } } },
            });
        }

        return request;
    }
}
