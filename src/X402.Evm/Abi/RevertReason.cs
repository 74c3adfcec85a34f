using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using X402.Reasons;

namespace X402.Evm.Abi;

/// <summary>Why a call was reverted, decoded from its revert data (digest section 6.3).</summary>
/// <param name="Text">The message of <c>Error(string)</c>, <c>Panic(0x..)</c>, the name of a known custom error, or its selector.</param>
/// <param name="Reason">The payment reason that it means for a transfer with an authorization.</param>
/// <remarks>The text comes from a contract that anybody may have written: log it, never show it as ours.</remarks>
public readonly record struct RevertReason(string Text, PaymentReason Reason)
{
    private const int MaxTextLength = 200;
    private const uint ErrorSelector = 0x08c379a0;
    private const uint PanicSelector = 0x4e487b71;

    // Custom errors of the tokens in the field: the name decides; arguments only change the selector.
    private static readonly FrozenDictionary<uint, RevertReason> s_customErrors = new (string Signature, PaymentReason Reason)[]
    {
        ("AuthorizationExpired()", PaymentReasons.ExactEvmValidBefore),
        ("AuthorizationExpired(uint256)", PaymentReasons.ExactEvmValidBefore),
        ("AuthorizationExpired(uint256,uint256)", PaymentReasons.ExactEvmValidBefore),
        ("AuthorizationNotYetValid()", PaymentReasons.ExactEvmValidAfter),
        ("AuthorizationNotYetValid(uint256)", PaymentReasons.ExactEvmValidAfter),
        ("AuthorizationNotYetValid(uint256,uint256)", PaymentReasons.ExactEvmValidAfter),
        ("AuthorizationUsedOrCanceled()", PaymentReasons.ExactEvmNonceAlreadyUsed),
        ("AuthorizationUsedOrCanceled(address,bytes32)", PaymentReasons.ExactEvmNonceAlreadyUsed),
        ("AuthorizationAlreadyUsed()", PaymentReasons.ExactEvmNonceAlreadyUsed),
        ("ERC3009ConsumedAuthorization(address,bytes32)", PaymentReasons.ExactEvmNonceAlreadyUsed),
        ("ERC20InsufficientBalance(address,uint256,uint256)", PaymentReasons.ExactEvmInsufficientBalance),
        ("InsufficientBalance()", PaymentReasons.ExactEvmInsufficientBalance),
        ("SignerMismatch()", PaymentReasons.ExactEvmSignature),
        ("InvalidSignature()", PaymentReasons.ExactEvmSignature),
        ("InvalidSignatureV()", PaymentReasons.ExactEvmSignature),
        ("InvalidSignatureS()", PaymentReasons.ExactEvmSignature),
        ("InvalidSigner()", PaymentReasons.ExactEvmSignature),
        ("ERC3009InvalidSignature()", PaymentReasons.ExactEvmSignature),
        ("ECDSAInvalidSignature()", PaymentReasons.ExactEvmSignature),
        ("ECDSAInvalidSignatureS(bytes32)", PaymentReasons.ExactEvmSignature),
        ("ECDSAInvalidSignatureLength(uint256)", PaymentReasons.ExactEvmSignature),
    }.ToFrozenDictionary(error => SelectorOf(error.Signature), error => new RevertReason(error.Signature[..error.Signature.IndexOf('(', StringComparison.Ordinal)], error.Reason));

    /// <summary>Decodes revert data; empty data (a revert without reason, or a call that ran out of gas) has a text too.</summary>
    public static RevertReason Decode(ReadOnlySpan<byte> data)
    {
        if (data.Length < 4)
            return new("reverted without a reason", PaymentReasons.ExactEvmTransactionFailed);
        var selector = BinaryPrimitives.ReadUInt32BigEndian(data);
        var arguments = new AbiReader(data[4..]);
        if (selector == ErrorSelector && arguments.TryGetString(0, out var message))
            return new(Clean(message), Classify(message));
        if (selector == PanicSelector && arguments.TryGetUInt256(0, out var code))
            return new($"Panic({Hex.EncodeQuantity(code)})", PaymentReasons.ExactEvmTransactionFailed);
        return s_customErrors.TryGetValue(selector, out var known) ? known : new($"custom error 0x{selector:x8}", PaymentReasons.ExactEvmTransactionFailed);
    }

    /// <summary>The reason that a token's revert message means.</summary>
    public static PaymentReason Classify(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        bool Says(string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

        // "not yet valid" before "valid before": messages name the authorization in all of them
        if (Says("authorization") && Says("not yet valid"))
            return PaymentReasons.ExactEvmValidAfter;
        if (Says("authorization") && (Says("expired") || Says("valid before")))
            return PaymentReasons.ExactEvmValidBefore;
        if (Says("authorization") && (Says("used") || Says("cancel")))
            return PaymentReasons.ExactEvmNonceAlreadyUsed;
        if (Says("exceeds balance") || (Says("transfer") && Says("exceeds") && Says("balance")) || Says("insufficient balance"))
            return PaymentReasons.ExactEvmInsufficientBalance;
        return Says("signature") || Says("signer") ? PaymentReasons.ExactEvmSignature : PaymentReasons.ExactEvmTransactionFailed;
    }

    private static uint SelectorOf(string signature)
    {
        Span<byte> hash = stackalloc byte[Hash32.Size];
        Cryptography.Keccak256.Hash(Encoding.ASCII.GetBytes(signature), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    // control characters would let a contract forge log lines
    private static string Clean(string message)
    {
        var text = new StringBuilder(Math.Min(message.Length, MaxTextLength));
        foreach (var c in message.AsSpan(0, Math.Min(message.Length, MaxTextLength)))
            text.Append(char.IsControl(c) ? ' ' : c);
        return text.ToString();
    }
}
