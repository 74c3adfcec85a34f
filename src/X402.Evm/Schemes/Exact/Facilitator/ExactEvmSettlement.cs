using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Money;
using X402.Reasons;

namespace X402.Evm.Schemes.Exact;

/// <summary>How verified payments become calls, and how a receipt proves that they were settled (digest section 9.3, SG-14).</summary>
public static class ExactEvmSettlement
{
    // a transfer of a token behind a proxy to a recipient without a balance needs about 95,000; a contract wallet checks on top
    private const ulong BaseGas = 30_000;
    private const ulong TransferGas = 120_000;
    private const ulong WalletGas = 400_000;
    internal const ulong DeploymentGas = 2_000_000;

    /// <summary>
    /// The calls of one payment for Multicall3: the transfer, after the creation of the payer's wallet where it does not exist. Each may fail
    /// without the others; a wallet that somebody created meanwhile is no failure.
    /// </summary>
    public static IReadOnlyList<MulticallItem> BuildItems(ExactEvmPayment payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        var transfer = new MulticallItem(payment.Asset, Eip3009Token.TransferWithAuthorization(payment.Authorization, payment.Signature.Span));
        return payment.Deployment is { } deployment ? [new(deployment.Factory, deployment.Data), transfer] : [transfer];
    }

    /// <summary>
    /// The call that settles one payment: the token itself; or Multicall3 where a wallet has to be created, so that its factory is never
    /// called by an account that owns something.
    /// </summary>
    public static SettlementCall BuildCall(ExactEvmPayment payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        var items = BuildItems(payment);
        return items is [var transfer]
            ? new(transfer.Target, transfer.Data, BaseGas + GasOf(payment))
            : new(Multicall3.Address, Multicall3.Aggregate3(items), BaseGas + GasOf(payment));
    }

    /// <summary>The call that settles several payments, each on its own, through Multicall3.</summary>
    public static SettlementCall BuildCall(IReadOnlyList<ExactEvmPayment> payments)
    {
        ArgumentNullException.ThrowIfNull(payments);
        if (payments.Count == 1)
            return BuildCall(payments[0]);
        var items = new List<MulticallItem>(payments.Count);
        var gas = BaseGas;
        foreach (var payment in payments)
        {
            items.AddRange(BuildItems(payment));
            gas += GasOf(payment);
        }
        return new(Multicall3.Address, Multicall3.Aggregate3(items), gas);
    }

    /// <summary>Whether a receipt proves that the payment was settled.</summary>
    /// <returns><see langword="null"/> when it does; otherwise why not.</returns>
    public static PaymentReason? CheckReceipt(TransactionReceipt receipt, ExactEvmPayment payment) => CheckReceipt(receipt, [payment])[0];

    /// <summary>
    /// Whether a receipt proves that the payments were settled, each for itself: the token says that this very authorization was used, and
    /// that exactly the amount went from payer to recipient. No transfer counts for two payments.
    /// </summary>
    /// <returns>In the same order: <see langword="null"/> for settled; otherwise why not.</returns>
    public static IReadOnlyList<PaymentReason?> CheckReceipt(TransactionReceipt receipt, IReadOnlyList<ExactEvmPayment> payments)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        ArgumentNullException.ThrowIfNull(payments);
        var reasons = new PaymentReason?[payments.Count];
        var counted = new bool[receipt.Logs.Count];
        for (var i = 0; i < reasons.Length; i++)
        {
            if (!receipt.Succeeded || !UsesAuthorization(receipt.Logs, payments[i]))
                reasons[i] = PaymentReasons.ExactEvmTransactionFailed;
            else if (!TryCountTransfer(receipt.Logs, payments[i], counted))
                reasons[i] = PaymentReasons.ExactEvmTransferEventMismatch;
        }
        return reasons;
    }

    private static ulong GasOf(ExactEvmPayment payment) =>
        TransferGas + (payment.Signature.Length == EvmSignature.Size ? 0 : WalletGas) + (payment.Deployment is null ? 0 : DeploymentGas);

    private static bool UsesAuthorization(IReadOnlyList<EvmLog> logs, ExactEvmPayment payment)
    {
        for (var i = 0; i < logs.Count; i++)
        {
            if (logs[i].Address == payment.Asset && logs[i].Topics is [var topic, var authorizer, var nonce]
                && topic == Eip3009Token.AuthorizationUsedTopic && authorizer == AsTopic(payment.Authorization.From) && nonce == payment.Authorization.Nonce)
            {
                return true;
            }
        }
        return false;
    }

    private static bool TryCountTransfer(IReadOnlyList<EvmLog> logs, ExactEvmPayment payment, bool[] counted)
    {
        var authorization = payment.Authorization;
        for (var i = 0; i < logs.Count; i++)
        {
            if (!counted[i] && logs[i].Address == payment.Asset && logs[i].Topics is [var topic, var from, var to] && topic == Eip3009Token.TransferTopic
                && from == AsTopic(authorization.From) && to == AsTopic(authorization.To)
                && logs[i].Data.Length == Hash32.Size && UInt256.FromBigEndian(logs[i].Data.Span) == authorization.Value)
            {
                return counted[i] = true;
            }
        }
        return false;
    }

    private static Hash32 AsTopic(EvmAddress address)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        address.WriteWord(word);
        return new(word);
    }
}
