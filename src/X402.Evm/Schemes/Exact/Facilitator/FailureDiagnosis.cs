using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Money;
using X402.Reasons;

namespace X402.Evm.Schemes.Exact;

/// <summary>
/// Finds the reason why a transfer cannot work, with one more round trip that only failures cost. The order is the digest's
/// (section 9.2: points 6, 11 and 12).
/// </summary>
internal sealed class FailureDiagnosis
{
    private readonly ExactEvmPayment _payment;
    private readonly EvmRpcCall<byte[]> _payerCode;
    private readonly EvmRpcCall<byte[]> _assetCode;
    private readonly EvmRpcCall<EvmCallResult> _walletSays;
    private readonly EvmRpcCall<EvmCallResult> _state;
    private readonly EvmRpcCall<EvmCallResult> _name;
    private readonly EvmRpcCall<EvmCallResult> _version;
    private readonly EvmRpcCall<EvmCallResult> _balance;

    public FailureDiagnosis(ExactEvmPayment payment, ulong walletGas)
    {
        _payment = payment;
        var authorization = payment.Authorization;
        _payerCode = EvmRpcCalls.Code(authorization.From);
        _assetCode = EvmRpcCalls.Code(payment.Asset);
        _walletSays = EvmRpcCalls.Call(new(authorization.From, Erc1271.IsValidSignature(payment.Digest, payment.Signature.Span)) { Gas = walletGas });
        _state = Ask(Eip3009Token.AuthorizationState(authorization.From, authorization.Nonce));
        _name = Ask(Eip3009Token.Name());
        _version = Ask(Eip3009Token.Version());
        _balance = Ask(Eip3009Token.BalanceOf(authorization.From));
    }

    public IReadOnlyList<EvmRpcCall> Calls => [_payerCode, _assetCode, _walletSays, _state, _name, _version, _balance];

    /// <summary>The reason, once the calls were sent.</summary>
    /// <exception cref="EvmRpcException">The node could not answer.</exception>
    public ExactEvmVerdict Read(SimulationOutcome outcome, bool deploys)
    {
        // a payer with code speaks for itself, also one with a key (EIP-7702); one that is yet to be created cannot
        if (!deploys && _payerCode.Result.Length > 0 && !(_walletSays.Result.Succeeded && Erc1271.IsYes(_walletSays.Result.Data.Span)))
            return Refuse(PaymentReasons.ExactEvmSignature, "The payer is a contract, which does not accept the signature.");
        if (_assetCode.Result.Length == 0)
            return Refuse(PaymentReasons.AssetNotDeployedContract, null);
        if (!TryGetWord(_state, out var used))
            return Refuse(PaymentReasons.ExactEvmEip3009NotSupported, null);
        if (!used.IsZero)
            return Refuse(PaymentReasons.ExactEvmNonceAlreadyUsed, null);
        if (TryGetText(_name, out var name) && name != _payment.Domain.Name)
            return Refuse(PaymentReasons.ExactEvmTokenNameMismatch, null);
        if (TryGetText(_version, out var version) && version != _payment.Domain.Version)
            return Refuse(PaymentReasons.ExactEvmTokenVersionMismatch, null);
        if (TryGetWord(_balance, out var balance) && balance < _payment.Authorization.Value)
            return Refuse(PaymentReasons.ExactEvmInsufficientBalance, null);
        if (outcome.Result == SimulationResult.MovesSomethingElse)
            return Refuse(PaymentReasons.ExactEvmSimulationFailed, "The transfer would not raise the recipient's balance by exactly the amount.");
        var reason = outcome.Revert.Reason == PaymentReasons.ExactEvmTransactionFailed ? PaymentReasons.ExactEvmSimulationFailed : outcome.Revert.Reason;
        return Refuse(reason, $"The token refuses the transfer: {outcome.Revert.Text}");
    }

    private EvmRpcCall<EvmCallResult> Ask(byte[] data) => EvmRpcCalls.Call(new(_payment.Asset, data) { Gas = Eip3009Token.ReadingGas });

    private ExactEvmVerdict Refuse(PaymentReason reason, string? message) => ExactEvmVerdict.Refused(reason, message, _payment);

    private static bool TryGetWord(EvmRpcCall<EvmCallResult> call, out UInt256 value)
    {
        value = default;
        return call.Result.Succeeded && new AbiReader(call.Result.Data.Span).TryGetUInt256(0, out value);
    }

    private static bool TryGetText(EvmRpcCall<EvmCallResult> call, out string value)
    {
        value = "";
        return call.Result.Succeeded && new AbiReader(call.Result.Data.Span).TryGetString(0, out value);
    }
}
