using System.Text;
using X402.Evm.Abi;
using X402.Reasons;

namespace X402.Evm.Tests.Abi;

public class RevertReasonTests
{
    public static TheoryData<string, string> Messages => new()
    {
        { "FiatTokenV2: authorization is expired", "invalid_exact_evm_payload_authorization_valid_before" },
        { "FiatTokenV2: authorization is not yet valid", "invalid_exact_evm_payload_authorization_valid_after" },
        { "FiatTokenV2: authorization is used or canceled", "invalid_exact_evm_nonce_already_used" },
        { "ERC20: transfer amount exceeds balance", "invalid_exact_evm_insufficient_balance" },
        { "FiatTokenV2: invalid signature", "invalid_exact_evm_signature" },
        { "ECRecover: invalid signature 's' value", "invalid_exact_evm_signature" },
        { "Pausable: paused", "invalid_exact_evm_transaction_failed" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_mapped_to_its_reason(string message, string code)
    {
        var decoded = RevertReason.Decode(new AbiEncoder([0x08, 0xc3, 0x79, 0xa0]).Bytes(Encoding.UTF8.GetBytes(message)).ToArray());
        Assert.Equal(message, decoded.Text);
        Assert.Equal(code, decoded.Reason.Code);
    }

    [Fact]
    public void A_custom_error_is_recognised_by_its_selector()
    {
        var selectors = Vectors.Section("errorSelectors").ToDictionary(vector => vector.Text("signature"), vector => vector.Text("selector"));
        Assert.Equal(new("InvalidSignature", PaymentReasons.ExactEvmSignature), RevertReason.Decode(Hex.Decode(selectors["InvalidSignature()"])));
        Assert.Equal(PaymentReasons.ExactEvmInsufficientBalance, RevertReason.Decode(Hex.Decode("0xe450d38c")).Reason);
        Assert.Equal("custom error 0xdeadbeef", RevertReason.Decode(Hex.Decode("0xdeadbeef00")).Text);
    }

    [Fact]
    public void A_panic_names_its_code() =>
        Assert.Equal("Panic(0x11)", RevertReason.Decode(new AbiEncoder([0x4e, 0x48, 0x7b, 0x71]).UInt256(0x11).ToArray()).Text);

    [Fact]
    public void No_data_is_a_revert_without_a_reason() => Assert.Equal(PaymentReasons.ExactEvmTransactionFailed, RevertReason.Decode([]).Reason);

    [Fact]
    public void A_contract_cannot_forge_log_lines()
    {
        var decoded = RevertReason.Decode(new AbiEncoder([0x08, 0xc3, 0x79, 0xa0]).Bytes("a\r\nb"u8).ToArray());
        Assert.Equal("a  b", decoded.Text);
    }
}
