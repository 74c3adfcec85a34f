using System.Net;
using System.Numerics;
using System.Text.Json.Nodes;
using X402.Evm;
using X402.Protocol;
using X402.Reasons;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.BadInput;

/// <summary>The table of bad input: what may arrive in a payment header, and the one right answer to it.</summary>
internal static class BadPayments
{
    private const string SomebodyElse = "0x1563915e194D8CfBA1943570603F7606A3115508";

    // the order of the curve
    private static readonly BigInteger s_order = BigInteger.Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Wrong in both versions of the protocol.</summary>
    public static IReadOnlyList<BadPayment> InBothVersions { get; } =
    [
        new("an empty header", a => a.Text(""), PaymentReasons.InvalidPaymentHeader),
        new("no base64", a => a.Text("!!not base64!!"), PaymentReasons.InvalidPaymentHeader),
        new("base64 of other alphabets", a => a.SpoilText(text => $"{text.TrimEnd('=')}-_"), PaymentReasons.InvalidPaymentHeader),
        new("random bytes", a => a.Text(Convert.ToBase64String([0xff, 0x00, 0x9d, 0x41, 0xfe])), PaymentReasons.InvalidPaymentHeader),
        new("JSON that is no object", a => a.Json("[1,2,3]"), PaymentReasons.InvalidPaymentHeader),
        new("an object that is no payment", a => a.Json("{}"), PaymentReasons.InvalidX402Version),
        new("a truncated header", a => a.SpoilText(text => text[..(text.Length / 8 * 4)]), PaymentReasons.InvalidPaymentHeader),
        new("16 KB of header", a => a.SpoilText(text => text.PadRight(16 * 1024, 'A')), PaymentReasons.InvalidPaymentHeader),
        new("100 KB of header", a => a.SpoilText(text => text.PadRight(100 * 1024, 'A')), null, HttpStatusCode.RequestHeaderFieldsTooLarge),
        new("deep JSON", a => a.Json($"{{\"x402Version\":2,\"payload\":{new string('[', 2_000)}{new string(']', 2_000)}}}"), PaymentReasons.InvalidPaymentHeader),
        new("a member twice", a => a.Json("""{"x402Version":2,"x402Version":1}"""), PaymentReasons.InvalidPaymentHeader),
        new("version 3", a => a.Spoil(json => json["x402Version"] = 3), PaymentReasons.InvalidX402Version),
        new("two equal headers", async a => [.. await a.SpoilText(text => text), .. await a.SpoilText(text => text)], PaymentReasons.DuplicatePaymentHeader, HttpStatusCode.BadRequest),
        new("headers of both versions", async a => [.. await a.SpoilText(text => text), .. await (a with { Version = 3 - a.Version }).SpoilText(text => text)], PaymentReasons.DuplicatePaymentHeader, HttpStatusCode.BadRequest),
        new("the header of the other version", async a => [new(Buyer.HeaderOf(3 - a.Version), PaymentCodec.EncodeHeader(await a.PayAsync()))], PaymentReasons.InvalidX402Version),
        new("no authorization", a => a.Spoil(json => json["payload"] = new JsonObject()), PaymentReasons.InvalidPayload),
        new("an authorization without a nonce", a => a.Spoil(json => Authorization(json).Remove("nonce")), PaymentReasons.InvalidPayload),
        new("a negative amount", a => a.Spoil(json => Authorization(json)["value"] = "-1"), PaymentReasons.InvalidPayload),
        new("an amount as a number", a => a.Spoil(json => Authorization(json)["value"] = 10_000), PaymentReasons.InvalidPayload),
        new("a payer that is no address", a => a.Spoil(json => Authorization(json)["from"] = "0x12"), PaymentReasons.InvalidPayload),
        new("another recipient", a => a.Sign(signed => signed with { To = EvmAddress.Parse(SomebodyElse) }), PaymentReasons.ExactEvmRecipientMismatch),
        new("an authorization that has expired", a => a.Sign(signed => signed with { ValidBefore = Now(-60) }), PaymentReasons.ExactEvmValidBefore),
        new("an authorization for later", a => a.Sign(signed => signed with { ValidAfter = Now(600) }), PaymentReasons.ExactEvmValidAfter),
        new("signed for another chain", a => a.SignFor(new("USDC", "2", 8453, a.World.Chain.TokenAddress)), PaymentReasons.ExactEvmSignature),
        new("signed for another token", a => a.SignFor(new("USDC", "2", 84532, EvmAddress.Parse(SomebodyElse))), PaymentReasons.ExactEvmSignature),
        new("signed under another name", a => a.SignFor(new("USD Coin", "2", 84532, a.World.Chain.TokenAddress)), PaymentReasons.ExactEvmSignature),
        new("a recipient exchanged after signing", a => a.Spoil(json => Authorization(json)["from"] = SomebodyElse), PaymentReasons.ExactEvmSignature),
        new("a signature of zeros", a => a.Signature(_ => new byte[65]), PaymentReasons.ExactEvmSignature),
        new("a high s", a => a.Signature(HighS), PaymentReasons.ExactEvmSignature),
        new("v as 0 or 1", a => a.Signature(signature => [.. signature[..64], (byte)(signature[64] - 27)]), PaymentReasons.ExactEvmSignature),
        new("a compact signature of 64 bytes", a => a.Signature(signature => signature[..64]), PaymentReasons.ExactEvmSignature),
        new("a signature with a byte too many", a => a.Signature(signature => [.. signature, 0]), PaymentReasons.ExactEvmSignature),
        new("no signature", a => a.Spoil(json => json["payload"]!.AsObject().Remove("signature")), PaymentReasons.ExactEvmFailedToParseSignature),
        new("a signature that is no hexadecimal", a => a.Spoil(json => json["payload"]!["signature"] = "0xzz"), PaymentReasons.ExactEvmFailedToParseSignature),
        new("a wallet that a stranger's factory would deploy", a => a.Signature(Deploying), PaymentReasons.Eip6492FactoryNotAllowed),
        new("another scheme", a => a.Spoil(json => SetChoice(a, json, "scheme", "upto")), PaymentReasons.NoMatchingRequirements),
        new("another chain", a => a.Spoil(json => SetChoice(a, json, "network", a.Version == ProtocolVersion.V1 ? "base" : "eip155:8453")), PaymentReasons.NoMatchingRequirements),
    ];

    /// <summary>Wrong in version 1 only, or with a reason of its own there.</summary>
    public static IReadOnlyList<BadPayment> InVersion1 { get; } =
    [
        new("less than the price", a => a.Sign(signed => signed with { Value = signed.Value - 1UL }), PaymentReasons.ExactEvmValueMismatchV1),
        new("more than the price", a => a.Sign(signed => signed with { Value = signed.Value + 1UL }), PaymentReasons.ExactEvmValueMismatchV1),
        new("a chain without a name", a => a.Spoil(json => json["network"] = "moon"), PaymentReasons.InvalidNetwork),
    ];

    /// <summary>Wrong in version 2 only, or with a reason of its own there.</summary>
    public static IReadOnlyList<BadPayment> InVersion2 { get; } =
    [
        new("less than the price", a => a.Sign(signed => signed with { Value = signed.Value - 1UL }), PaymentReasons.ExactEvmValueMismatch),
        new("more than the price", a => a.Sign(signed => signed with { Value = signed.Value + 1UL }), PaymentReasons.ExactEvmValueMismatch),
        new("an offer of one's own with a lower price", a => a.Spoil(json => json["accepted"]!["amount"] = "1"), PaymentReasons.NoMatchingRequirements),
        new("an offer of one's own in another token", a => a.Spoil(json => json["accepted"]!["asset"] = SomebodyElse), PaymentReasons.NoMatchingRequirements),
        new("an offer of one's own to another recipient", a => a.Spoil(json => json["accepted"]!["payTo"] = SomebodyElse), PaymentReasons.NoMatchingRequirements),
        new("an offer of one's own with another domain", a => a.Spoil(json => json["accepted"]!["extra"]!["name"] = "USD Coin"), PaymentReasons.NoMatchingRequirements),
    ];

    private static JsonObject Authorization(JsonObject payment) => payment["payload"]!["authorization"]!.AsObject();

    private static void SetChoice(Attempt attempt, JsonObject payment, string member, string value)
    {
        var choice = attempt.Version == ProtocolVersion.V1 ? payment : payment["accepted"]!.AsObject();
        choice[member] = value;
    }

    private static Money.UInt256 Now(int offsetSeconds) => (ulong)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + offsetSeconds);

    // the same signature in its other form: s -> n - s, the other v
    private static byte[] HighS(byte[] signature)
    {
        var s = s_order - new BigInteger(signature.AsSpan(32, 32), isUnsigned: true, isBigEndian: true);
        var bytes = s.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. signature[..32], .. new byte[32 - bytes.Length], .. bytes, (byte)(signature[64] == 27 ? 28 : 27)];
    }

    // EIP-6492: (factory, call, signature) and a magic suffix
    private static byte[] Deploying(byte[] signature) =>
    [
        .. new Evm.Abi.AbiEncoder().Address(EvmAddress.Parse(SomebodyElse)).Bytes([0xde, 0xad]).Bytes(signature).ToArray(),
        .. Enumerable.Repeat(Convert.FromHexString("6492"), 16).SelectMany(pair => pair),
    ];
}
