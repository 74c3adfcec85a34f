using System.Collections.Frozen;

namespace X402.Reasons;

/// <summary>The closed set of reasons this platform emits (digest section 6).</summary>
public static class PaymentReasons
{
    private static readonly Dictionary<string, string> s_adding = new(StringComparer.Ordinal);

    // Protocol and transport

    /// <summary>The payment is for none of the offers of this endpoint.</summary>
    public static PaymentReason NoMatchingRequirements { get; } = Add("no_matching_payment_requirements", "The payment is for none of the offers of this endpoint.");

    /// <summary>The payment header is not base64 of a JSON payment payload, or exceeds its limits.</summary>
    public static PaymentReason InvalidPaymentHeader { get; } = Add("invalid_payment_header", "The payment header is not base64 of a JSON payment payload, or exceeds its limits.");

    /// <summary>More than one payment header was sent.</summary>
    public static PaymentReason DuplicatePaymentHeader { get; } = Add("duplicate_payment_header", "More than one payment header was sent.");

    /// <summary>The version is neither 1 nor 2, or does not fit the header.</summary>
    public static PaymentReason InvalidX402Version { get; } = Add("invalid_x402_version", "The version is neither 1 nor 2, or does not fit the header.");

    /// <summary>The payload does not have the form of its scheme.</summary>
    public static PaymentReason InvalidPayload { get; } = Add("invalid_payload", "The payload does not have the form of its scheme.");

    /// <summary>The requirements are incomplete or malformed.</summary>
    public static PaymentReason InvalidPaymentRequirements { get; } = Add("invalid_payment_requirements", "The requirements are incomplete or malformed.");

    /// <summary>The request body is not a verify or settle request.</summary>
    public static PaymentReason InvalidRequest { get; } = Add("invalid_request", "The request body is not a verify or settle request.");

    /// <summary>The network is unknown or not served here.</summary>
    public static PaymentReason InvalidNetwork { get; } = Add("invalid_network", "The network is unknown or not served here.");

    /// <summary>The scheme is unknown or not served here.</summary>
    public static PaymentReason InvalidScheme { get; } = Add("invalid_scheme", "The scheme is unknown or not served here.");

    /// <summary>The facilitator does not serve this scheme on this network.</summary>
    public static PaymentReason UnsupportedScheme { get; } = Add("unsupported_scheme", "The facilitator does not serve this scheme on this network.");

    /// <summary>The client changed an extension of the offer.</summary>
    public static PaymentReason ExtensionEchoMismatch { get; } = Add("extension_echo_mismatch", "The client changed an extension of the offer.");

    /// <summary>No payment was sent.</summary>
    public static PaymentReason PaymentRequired { get; } = Add("payment_required", "No payment was sent.");

    /// <summary>Another request is being served for this payment.</summary>
    public static PaymentReason PaymentInProgress { get; } = Add("payment_in_progress", "Another request is being served for this payment.");

    /// <summary>This payment bought something else before.</summary>
    public static PaymentReason PaymentAlreadyUsed { get; } = Add("payment_already_used", "This payment bought something else before.");

    /// <summary>The settlement of this payment failed for good; sign a new one.</summary>
    public static PaymentReason PaymentFailed { get; } = Add("payment_failed", "The settlement of this payment failed for good; sign a new one.");

    /// <summary>This payment was settled before.</summary>
    public static PaymentReason DuplicateSettlement { get; } = Add("duplicate_settlement", "This payment was settled before.");

    /// <summary>The transaction was sent and its outcome is not known yet.</summary>
    public static PaymentReason SettlementPending { get; } = Add("settlement_pending", "The transaction was sent and its outcome is not known yet.");

    /// <summary>The facilitator gave no usable answer.</summary>
    public static PaymentReason FacilitatorUnavailable { get; } = Add("facilitator_unavailable", "The facilitator gave no usable answer.");

    /// <summary>The payment store cannot be reached.</summary>
    public static PaymentReason LedgerUnavailable { get; } = Add("payment_store_unavailable", "The payment store cannot be reached.");

    /// <summary>The facilitator could not verify for a reason of its own.</summary>
    public static PaymentReason UnexpectedVerifyError { get; } = Add("unexpected_verify_error", "The facilitator could not verify for a reason of its own.");

    /// <summary>The facilitator could not settle for a reason of its own.</summary>
    public static PaymentReason UnexpectedSettleError { get; } = Add("unexpected_settle_error", "The facilitator could not settle for a reason of its own.");

    /// <summary>The caller may not use this facilitator for this payment.</summary>
    public static PaymentReason NotAuthorized { get; } = Add("facilitator_not_authorized", "The caller may not use this facilitator for this payment.");

    /// <summary>Too many requests.</summary>
    public static PaymentReason RateLimited { get; } = Add("rate_limited", "Too many requests.");

    /// <summary>The work failed; nothing was charged.</summary>
    public static PaymentReason HandlerFailed { get; } = Add("handler_failed", "The work failed; nothing was charged.");

    /// <summary>The result exceeds the limit under which it can be withheld until settlement; nothing was charged.</summary>
    public static PaymentReason ResponseTooLarge { get; } = Add("response_too_large", "The result exceeds the limit under which it can be withheld until settlement; nothing was charged.");

    /// <summary>The request body exceeds the limit up to which it can be bound to a payment; nothing was charged.</summary>
    public static PaymentReason RequestTooLarge { get; } = Add("request_too_large", "The request body exceeds the limit up to which it can be bound to a payment; nothing was charged.");

    /// <summary>The payment was settled and its result delivered or lost; it is not kept any more.</summary>
    public static PaymentReason ResultNotRetained { get; } = Add("result_not_retained", "The payment was settled before, and its result is not kept any more.");

    /// <summary>The client disconnected before anything was charged.</summary>
    public static PaymentReason ClientDisconnected { get; } = Add("client_disconnected", "The client disconnected before anything was charged.");

    /// <summary>The payment identifier was used for another request.</summary>
    public static PaymentReason PaymentIdentifierConflict { get; } = Add("payment_identifier_conflict", "The payment identifier was used for another request.");

    /// <summary>The endpoint requires a payment identifier.</summary>
    public static PaymentReason PaymentIdentifierRequired { get; } = Add("payment_identifier_required", "The endpoint requires a payment identifier.");

    /// <summary>The payment identifier is not 16 to 128 characters of <c>A-Z a-z 0-9 _ -</c>.</summary>
    public static PaymentReason InvalidPaymentIdentifier { get; } = Add("invalid_payment_identifier", "The payment identifier is not 16 to 128 letters, digits, hyphens and underscores.");

    /// <summary>Another payment with the same identifier took the place of this one before anything was charged.</summary>
    public static PaymentReason PaymentReplaced { get; } = Add("payment_replaced", "Another payment with the same identifier took the place of this one before anything was charged.");

    /// <summary>The payment is settled and its work is not done yet; the same payment may have it done.</summary>
    public static PaymentReason PaidNotDelivered { get; } = Add("paid_not_delivered", "The payment is settled and its work is not done yet. Repeat the request with the same payment; nothing is charged again.");

    /// <summary>The payment is settled, and its buyer left while the goods were on their way; the same payment may have the work done again, a few times.</summary>
    public static PaymentReason DeliveryBrokenOff { get; } = Add("delivery_broken_off", "The payment is settled, and the connection to its buyer ended while the goods were on their way.");

    /// <summary>The payment is settled, its goods never arrived, and they can no longer be asked for: the time for it is over, or the buyer broke off too often.</summary>
    public static PaymentReason DeliveryPeriodOver { get; } = Add("delivery_period_over", "The payment is settled, and its goods can no longer be asked for: the time for it is over, or the delivery was broken off too often. Ask the seller.");

    /// <summary>The endpoint requires a payment that is bound to its request.</summary>
    public static PaymentReason RequestBindingRequired { get; } = Add("request_binding_required", "The endpoint requires a payment that is bound to its request.");

    /// <summary>The answer to the request binding is malformed.</summary>
    public static PaymentReason InvalidRequestBinding { get; } = Add("invalid_request_binding", "The answer to the request binding is not 16 to 64 random bytes as hexadecimal digits.");

    /// <summary>The payment is bound to another request.</summary>
    public static PaymentReason RequestBindingMismatch { get; } = Add("request_binding_mismatch", "The payment is bound to another method, URL or body.");

    /// <summary>No settlement of this payment was ever asked for here.</summary>
    public static PaymentReason SettlementNotFound { get; } = Add("settlement_not_found", "No settlement of this payment was ever asked for here.");

    // Exact scheme on EVM chains (digest section 6.1)

    /// <summary>Payment and requirements are not both of the exact scheme.</summary>
    public static PaymentReason ExactEvmScheme { get; } = Add("invalid_exact_evm_scheme", "Payment and requirements are not both of the exact scheme.");

    /// <summary>The payment is for another network.</summary>
    public static PaymentReason ExactEvmNetworkMismatch { get; } = Add("invalid_exact_evm_network_mismatch", "The payment is for another network.");

    /// <summary>The requirements lack the token's EIP-712 name or version.</summary>
    public static PaymentReason ExactEvmMissingEip712Domain { get; } = Add("invalid_exact_evm_missing_eip712_domain", "The requirements lack the token's EIP-712 name or version.");

    /// <summary>The authorization pays somebody else.</summary>
    public static PaymentReason ExactEvmRecipientMismatch { get; } = Add("invalid_exact_evm_recipient_mismatch", "The authorization pays somebody else.");

    /// <summary>The signature is not the payer's.</summary>
    public static PaymentReason ExactEvmSignature { get; } = Add("invalid_exact_evm_signature", "The signature is not the payer's.");

    /// <summary>The authorization expires before it could be settled.</summary>
    public static PaymentReason ExactEvmValidBefore { get; } = Add("invalid_exact_evm_payload_authorization_valid_before", "The authorization expires before it could be settled.");

    /// <summary>The authorization is not valid yet.</summary>
    public static PaymentReason ExactEvmValidAfter { get; } = Add("invalid_exact_evm_payload_authorization_valid_after", "The authorization is not valid yet.");

    /// <summary>The amount is not exactly the one required.</summary>
    public static PaymentReason ExactEvmValueMismatch { get; } = Add("invalid_exact_evm_payload_authorization_value_mismatch", "The amount is not exactly the one required.");

    /// <summary>The amount is not exactly the one required (version 1).</summary>
    public static PaymentReason ExactEvmValueMismatchV1 { get; } = Add("invalid_exact_evm_authorization_value", "The amount is not exactly the one required (version 1).");

    /// <summary>The payer is a smart wallet that is not deployed.</summary>
    public static PaymentReason ExactEvmUndeployedSmartWallet { get; } = Add("invalid_exact_evm_payload_undeployed_smart_wallet", "The payer is a smart wallet that is not deployed.");

    /// <summary>The transaction was reverted.</summary>
    public static PaymentReason ExactEvmTransactionFailed { get; } = Add("invalid_exact_evm_transaction_failed", "The transaction was reverted.");

    /// <summary>The transaction succeeded without the expected transfer.</summary>
    public static PaymentReason ExactEvmTransferEventMismatch { get; } = Add("invalid_exact_evm_transfer_event_mismatch", "The transaction succeeded without the expected transfer.");

    /// <summary>The token's EIP-712 name is another one.</summary>
    public static PaymentReason ExactEvmTokenNameMismatch { get; } = Add("invalid_exact_evm_token_name_mismatch", "The token's EIP-712 name is another one.");

    /// <summary>The token's EIP-712 version is another one.</summary>
    public static PaymentReason ExactEvmTokenVersionMismatch { get; } = Add("invalid_exact_evm_token_version_mismatch", "The token's EIP-712 version is another one.");

    /// <summary>The token does not implement EIP-3009.</summary>
    public static PaymentReason ExactEvmEip3009NotSupported { get; } = Add("invalid_exact_evm_eip3009_not_supported", "The token does not implement EIP-3009.");

    /// <summary>The authorization was used or cancelled.</summary>
    public static PaymentReason ExactEvmNonceAlreadyUsed { get; } = Add("invalid_exact_evm_nonce_already_used", "The authorization was used or cancelled.");

    /// <summary>The payer's balance is too low.</summary>
    public static PaymentReason ExactEvmInsufficientBalance { get; } = Add("invalid_exact_evm_insufficient_balance", "The payer's balance is too low.");

    /// <summary>The transfer fails in simulation.</summary>
    public static PaymentReason ExactEvmSimulationFailed { get; } = Add("invalid_exact_evm_transaction_simulation_failed", "The transfer fails in simulation.");

    /// <summary>The signature cannot be parsed.</summary>
    public static PaymentReason ExactEvmFailedToParseSignature { get; } = Add("invalid_exact_evm_failed_to_parse_signature", "The signature cannot be parsed.");

    /// <summary>There is no contract at the asset's address.</summary>
    public static PaymentReason AssetNotDeployedContract { get; } = Add("asset_not_deployed_contract", "There is no contract at the asset's address.");

    /// <summary>The smart wallet's factory is not on the facilitator's list.</summary>
    public static PaymentReason Eip6492FactoryNotAllowed { get; } = Add("eip6492_factory_not_allowed", "The smart wallet's factory is not on the facilitator's list.");

    /// <summary>The smart wallet could not be deployed.</summary>
    public static PaymentReason SmartWalletDeploymentFailed { get; } = Add("smart_wallet_deployment_failed", "The smart wallet could not be deployed.");

    /// <summary>The payload's form is not supported for this scheme.</summary>
    public static PaymentReason UnsupportedPayloadType { get; } = Add("unsupported_payload_type", "The payload's form is not supported for this scheme.");

    /// <summary>The transaction is in no state that proves the payment.</summary>
    public static PaymentReason InvalidTransactionState { get; } = Add("invalid_transaction_state", "The transaction is in no state that proves the payment.");

    /// <summary>Settling would cost more gas than the facilitator's policy allows.</summary>
    public static PaymentReason SettlementNotProfitable { get; } = Add("settlement_cost_exceeds_policy", "Settling would cost more gas than the facilitator's policy allows.");

    /// <summary>The facilitator has spent the gas it allows for this payer or token for now; nothing was sent.</summary>
    public static PaymentReason GasBudgetExhausted { get; } = Add("gas_budget_exhausted", "The facilitator has spent the gas it allows for this payer or token for now; nothing was sent.");

    /// <summary>Too many settlements in this token failed in a row, and the facilitator pauses; nothing was sent.</summary>
    public static PaymentReason SettlementsPaused { get; } = Add("settlements_paused", "Too many settlements in this token failed in a row, and the facilitator pauses; nothing was sent.");

    /// <summary>No relayer can send for this network now; nothing was sent.</summary>
    public static PaymentReason RelayerUnavailable { get; } = Add("relayer_unavailable", "No relayer can send for this network now; nothing was sent.");

    /// <summary>The chain cannot be asked now; nothing was sent.</summary>
    public static PaymentReason NetworkUnavailable { get; } = Add("network_unavailable", "The chain cannot be asked now; nothing was sent.");

    /// <summary>
    /// The authorization expired, and the chain shows at the finality depth that it was never used: the money has not moved and cannot move any more.
    /// A code of this platform's own, because it is a proof: that of the specification, <c>payment_expired</c>, is also said without a look at the chain.
    /// </summary>
    public static PaymentReason AuthorizationExpired { get; } = Add("authorization_expired_unused", "The authorization expired and was never used: the money has not moved and cannot move any more.");

    private static readonly FrozenDictionary<string, string> s_sentences = s_adding.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All codes.</summary>
    public static IEnumerable<PaymentReason> All => s_sentences.Keys.Select(code => new PaymentReason(code));

    /// <summary>A sentence for the person who must act on it; <see langword="null"/> for codes that are not ours.</summary>
    public static string? Explain(string? code) => code is not null && s_sentences.TryGetValue(code, out var sentence) ? sentence : null;

    private static PaymentReason Add(string code, string sentence)
    {
        s_adding.Add(code, sentence);
        return new(code);
    }
}
