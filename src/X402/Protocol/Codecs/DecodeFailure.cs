using X402.Reasons;

namespace X402.Protocol.Codecs;

/// <summary>Why a message cannot be read.</summary>
/// <param name="Reason">The code for programs.</param>
/// <param name="Detail">The sentence for a person: names the member by its JSON path, never repeats its value.</param>
internal sealed record DecodeFailure(PaymentReason Reason, string Detail);
