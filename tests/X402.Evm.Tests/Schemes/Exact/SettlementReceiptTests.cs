using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Evm.TypedData;
using X402.Networks;

namespace X402.Evm.Tests.Schemes.Exact;

/// <summary>Receipts as a hostile token could make them.</summary>
public class SettlementReceiptTests
{
    private static readonly EvmAddress s_token = EvmAddress.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private readonly ExactEvmPayment _first = Payment("first");
    private readonly ExactEvmPayment _second = Payment("second");

    [Fact]
    public void One_transfer_does_not_count_for_two_payments()
    {
        var receipt = Receipt(Used(_first), Used(_second), Transfer(_first));
        Assert.Equal([null, "invalid_exact_evm_transfer_event_mismatch"], ExactEvmSettlement.CheckReceipt(receipt, [_first, _second]).Select(reason => reason?.Code));
        Assert.All(ExactEvmSettlement.CheckReceipt(Receipt(Used(_first), Transfer(_first), Used(_second), Transfer(_second)), [_first, _second]), Assert.Null);
    }

    [Fact]
    public void Events_of_another_contract_do_not_count()
    {
        Assert.NotNull(ExactEvmSettlement.CheckReceipt(Receipt(Used(_first), Transfer(_first) with { Address = Multicall3.Address }), _first));
        Assert.NotNull(ExactEvmSettlement.CheckReceipt(Receipt(Used(_first) with { Address = Multicall3.Address }, Transfer(_first)), _first));
    }

    [Fact]
    public void Another_amount_recipient_or_nonce_does_not_count()
    {
        Assert.NotNull(ExactEvmSettlement.CheckReceipt(Receipt(Used(_first), Transfer(_first with { Authorization = _first.Authorization with { Value = 9_999UL } })), _first));
        Assert.NotNull(ExactEvmSettlement.CheckReceipt(Receipt(Used(_first), Transfer(_first with { Authorization = _first.Authorization with { To = s_token } })), _first));
        Assert.NotNull(ExactEvmSettlement.CheckReceipt(Receipt(Used(_second), Transfer(_first)), _first));
    }

    [Fact]
    public void A_reverted_transaction_settles_nothing() =>
        Assert.NotNull(ExactEvmSettlement.CheckReceipt(Receipt(Used(_first), Transfer(_first)) with { Succeeded = false }, _first));

    private static ExactEvmPayment Payment(string nonce) => new()
    {
        Network = NetworkId.Evm(84532),
        Asset = s_token,
        Domain = new Eip712Domain("USDC", "2", 84532, s_token),
        Authorization = Vectors.Authorization(Vectors.TypedData("eip3009-transferWithAuthorization")) with { Nonce = Hash32.Keccak(System.Text.Encoding.ASCII.GetBytes(nonce)) },
        Signature = new byte[65],
    };

    private static TransactionReceipt Receipt(params EvmLog[] logs) => new()
    {
        TransactionHash = default,
        BlockNumber = 1,
        BlockHash = default,
        Succeeded = true,
        GasUsed = 100_000,
        EffectiveGasPrice = 1UL,
        Logs = logs,
    };

    private static EvmLog Used(ExactEvmPayment payment) =>
        new(s_token, [Eip3009Token.AuthorizationUsedTopic, Topic(payment.Authorization.From), payment.Authorization.Nonce], default, default, 1, 0);

    private static EvmLog Transfer(ExactEvmPayment payment)
    {
        var value = new byte[32];
        payment.Authorization.Value.WriteBigEndian(value);
        return new(s_token, [Eip3009Token.TransferTopic, Topic(payment.Authorization.From), Topic(payment.Authorization.To)], value, default, 1, 0);
    }

    private static Hash32 Topic(EvmAddress address)
    {
        var word = new byte[32];
        address.WriteWord(word);
        return new(word);
    }
}
