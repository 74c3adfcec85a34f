using System.Text.Json;
using System.Text.Json.Nodes;
using X402.Evm.Schemes.AuthCapture;
using X402.Evm.Schemes.BatchSettlement;
using X402.Evm.Schemes.Exact;
using X402.Evm.Schemes.OfferReceipt;
using X402.Evm.Schemes.Permit2;
using X402.Evm.Schemes.Upto;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Tests.TypedData;

/// <summary>Every typed message of the reference, hashed by the record that was generated for it.</summary>
public class GeneratedTypedDataTests
{
    public static TheoryData<string> Names => [.. Vectors.Section("typedData").Select(vector => vector.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Type_and_hash_are_those_of_the_reference(string name)
    {
        var vector = Vectors.TypedData(name);
        var message = Read(name, vector.Text("primaryType"), vector.GetProperty("message"));
        Assert.Equal(vector.Text("encodeType"), message.EncodedType);
        Assert.Equal(vector.Text("typeHash"), Hash32.Keccak(System.Text.Encoding.UTF8.GetBytes(message.EncodedType)).ToString());
        Assert.Equal(vector.Text("structHash"), message.HashStruct().ToString());
    }

    [Fact]
    public void A_channel_is_named_by_the_digest_of_its_configuration()
    {
        var batch = Vectors.Root.GetProperty("batchSettlement");
        Assert.True(ChannelConfig.TryRead(batch.GetProperty("channelConfig"), out var config, out _, out var detail), detail);
        Assert.Equal(batch.GetProperty("channelConfig").GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""), config.ToJson().GetRawText());
        Assert.Equal(batch.Text("channelConfigTypeHash"), Hash32.Keccak(System.Text.Encoding.UTF8.GetBytes(config.EncodedType)).ToString());

        var domain = new Eip712Domain("x402 Batch Settlement", "1", batch.GetProperty("chainId").GetUInt64(), EvmAddress.Parse(batch.Text("contract")));
        Assert.Equal(batch.Text("channelId"), domain.Digest(config.HashStruct()).ToString());
    }

    [Fact]
    public void A_signer_that_hashes_itself_gets_the_signed_members_only()
    {
        var message = Vectors.TypedData("permit2-exact-witness").GetProperty("message");
        Assert.True(ExactPermit2Authorization.TryRead(WithPayer(message), out var authorization, out _, out var detail), detail);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            authorization.WriteMembers(json);
            json.WriteEndObject();
        }
        Assert.Equal(JsonSerializer.Serialize(message), System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private delegate bool Reader<T>(JsonElement json, out T? result, out Reasons.PaymentReason reason, out string? detail);

    private static IEip712Message Read(string name, string primaryType, JsonElement message) => (name, primaryType) switch
    {
        (_, "TransferWithAuthorization") => Wire<Eip3009Authorization>(message, Eip3009Authorization.TryRead, value => value.ToJson()),
        (_, "ReceiveWithAuthorization") => Wire<ReceiveAuthorization>(message, ReceiveAuthorization.TryRead, value => value.ToJson()),
        (_, "PermitTransferFrom") => Wire<PermitTransfer>(WithPayer(message), PermitTransfer.TryRead, value => value.ToJson()),
        ("permit2-exact-witness", _) => Wire<ExactPermit2Authorization>(WithPayer(message), ExactPermit2Authorization.TryRead, value => value.ToJson()),
        ("permit2-upto-witness", _) => Wire<UptoPermit2Authorization>(WithPayer(message), UptoPermit2Authorization.TryRead, value => value.ToJson()),
        ("batch-deposit-permit2", _) => Wire<DepositPermit2Authorization>(WithPayer(message), DepositPermit2Authorization.TryRead, value => value.ToJson()),
        (_, "Permit") => Wire<Eip2612Permit>(message, Eip2612Permit.TryRead, value => value.ToJson()),
        (_, "Voucher") => Wire<Voucher>(message, Voucher.TryRead, value => value.ToJson()),
        (_, "ClaimBatch") => Wire<ClaimBatch>(message, ClaimBatch.TryRead, value => value.ToJson()),
        ("batch-refund", _) => Wire<ChannelRefund>(message, ChannelRefund.TryRead, value => value.ToJson()),
        (_, "Charge") => new CaptureCharge(
            Hash32.Parse(message.Text("paymentInfoHash")), UInt256.Parse(message.Text("amount")), EvmAddress.Parse(message.Text("tokenCollector")), Hash32.Parse(message.Text("collectorDataHash")), UInt256.Parse(message.Text("feeAmount")), EvmAddress.Parse(message.Text("feeReceiver"))),
        (_, "Capture") => new PaymentCapture(
            Hash32.Parse(message.Text("paymentInfoHash")), UInt256.Parse(message.Text("amount")), UInt256.Parse(message.Text("feeAmount")), EvmAddress.Parse(message.Text("feeReceiver")), UInt256.Parse(message.Text("expectedCapturableAmount")), UInt256.Parse(message.Text("expectedRefundableAmount"))),
        (_, "Void") => new PaymentVoid(Hash32.Parse(message.Text("paymentInfoHash"))),
        (_, "Refund") => new CaptureRefund(
            Hash32.Parse(message.Text("paymentInfoHash")), UInt256.Parse(message.Text("amount")), EvmAddress.Parse(message.Text("tokenCollector")), UInt256.Parse(message.Text("expectedCapturableAmount")), UInt256.Parse(message.Text("expectedRefundableAmount"))),
        (_, "Offer") => new SignedOffer(
            UInt256.Parse(message.Text("version")), message.Text("resourceUrl"), message.Text("scheme"), message.Text("network"), message.Text("asset"), message.Text("payTo"), message.Text("amount"), UInt256.Parse(message.Text("validUntil"))),
        (_, "Receipt") => new SignedReceipt(UInt256.Parse(message.Text("version")), message.Text("network"), message.Text("resourceUrl"), message.Text("payer"), UInt256.Parse(message.Text("issuedAt")), message.Text("transaction")),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No record was generated for this message."),
    };

    private static T Wire<T>(JsonElement message, Reader<T> read, Func<T, JsonElement> write) where T : IEip712Message
    {
        Assert.True(read(message, out var value, out _, out var detail), detail);
        Assert.Equal(JsonSerializer.Serialize(message), write(value!).GetRawText());
        return value!;
    }

    // on the wire the payer stands before what is signed
    private static JsonElement WithPayer(JsonElement message)
    {
        var whole = new JsonObject { ["from"] = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A" };
        foreach (var member in message.EnumerateObject())
            whole[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return JsonSerializer.SerializeToElement(whole);
    }
}
