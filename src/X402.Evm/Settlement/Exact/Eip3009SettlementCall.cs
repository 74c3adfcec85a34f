using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Reasons;

namespace X402.Evm.Settlement;

/// <summary>The settlement of an exact payment with an EIP-3009 authorization.</summary>
internal sealed class Eip3009SettlementCall(ExactEvmPayment payment) : EvmSettlementCall
{
    private readonly Eip3009Authorization _authorization = payment.Authorization;

    /// <summary>The transfer alone, where the payer's wallet would be created first.</summary>
    public EvmSettlementCall? Transfer { get; init; }

    public override EvmSettlementCall ForExistingPayer => Transfer ?? this;

    public override EvmCallRequest UsedQuery => new(payment.Asset, Eip3009Token.AuthorizationState(_authorization.From, _authorization.Nonce)) { Gas = Eip3009Token.ReadingGas };

    public override bool? ReadUsed(in EvmCallResult result) =>
        result.Succeeded && new AbiReader(result.Data.Span).TryGetBool(0, out var used) ? used : null;

    public override LogFilter UsedLogs(BlockTag fromBlock, BlockTag toBlock)
    {
        Span<byte> payer = stackalloc byte[Hash32.Size];
        _authorization.From.WriteWord(payer);
        // both events, AuthorizationUsed and AuthorizationCanceled, name the payer and the nonce in the same places
        return new(payment.Asset, [null, new Hash32(payer), _authorization.Nonce], fromBlock, toBlock);
    }

    public override PaymentReason? Check(TransactionReceipt receipt) => ExactEvmSettlement.CheckReceipt(receipt, payment);
}
