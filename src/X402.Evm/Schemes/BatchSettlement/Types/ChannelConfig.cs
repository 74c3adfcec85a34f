using X402.Evm.Payloads;
using X402.Evm.TypedData;

namespace X402.Evm.Schemes.BatchSettlement;

/// <summary>A payment channel. The digest of its configuration is its id, so that a channel is bound to its chain and contract.</summary>
/// <param name="Payer">Who deposits.</param>
/// <param name="PayerAuthorizer">Whose key signs vouchers; zero for the payer itself.</param>
/// <param name="Receiver">Who is paid.</param>
/// <param name="ReceiverAuthorizer">Who may claim.</param>
/// <param name="Token">The token.</param>
/// <param name="WithdrawDelay">How long a withdrawal of the payer waits, in seconds.</param>
/// <param name="Salt">Tells channels between the same parties apart.</param>
[PaymentPayloadRecord]
[Eip712Struct]
public readonly partial record struct ChannelConfig(
    EvmAddress Payer, EvmAddress PayerAuthorizer, EvmAddress Receiver, EvmAddress ReceiverAuthorizer, EvmAddress Token, [Eip712Type("uint40")] ulong WithdrawDelay, Hash32 Salt);
