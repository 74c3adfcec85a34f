using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using X402.Grpc;
using X402.Protocol;
using Wire = X402.Grpc.Wire;

namespace X402.Facilitator.Tests.Hostile;

/// <summary>One request with one member replaced by bytes of the attacker's choice, in the forms of both interfaces.</summary>
internal static class HostileRequest
{
    private const string Mark = "\"<here>\"";

    /// <summary>The members that hold JSON, by their path in the body.</summary>
    public static readonly string[] ObjectMembers =
        ["paymentPayload.payload", "paymentPayload.extensions", "paymentPayload.accepted.extra", "paymentRequirements.extra"];

    /// <summary>Members that the protocol does not know, by their path in the body.</summary>
    public static readonly string[] UnknownMembers =
        ["paymentPayload.later", "paymentPayload.accepted.later", "paymentPayload.resource.later", "paymentRequirements.later"];

    public static byte[] Body(FacilitatorRequest request, string path, byte[] value)
    {
        var json = JsonNode.Parse(PaymentCodec.EncodeRequest(request))!;
        var names = path.Split('.');
        names[..^1].Aggregate(json, static (node, name) => node[name]!)[names[^1]] = "<here>";
        var text = json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(text[..at]), .. value, .. Encoding.UTF8.GetBytes(text[(at + Mark.Length)..])];
    }

    public static Wire.PaymentRequest Message(FacilitatorRequest request, string path, byte[] value)
    {
        var message = request.ToWire();
        var bytes = ByteString.CopyFrom(value);
        switch (path)
        {
            case "paymentPayload.payload": message.Payment.Payload = bytes; break;
            case "paymentPayload.extensions": message.Payment.Extensions = bytes; break;
            case "paymentPayload.accepted.extra": message.Payment.Accepted.Extra = bytes; break;
            case "paymentRequirements.extra": message.Requirements.Extra = bytes; break;
            case "paymentPayload.later": message.Payment.UnknownMembers["later"] = bytes; break;
            case "paymentPayload.accepted.later": message.Payment.Accepted.UnknownMembers["later"] = bytes; break;
            case "paymentPayload.resource.later": message.Payment.Resource.UnknownMembers["later"] = bytes; break;
            case "paymentRequirements.later": message.Requirements.UnknownMembers["later"] = bytes; break;
            default: throw new ArgumentOutOfRangeException(nameof(path), path, "No member that holds JSON.");
        }
        return message;
    }
}
