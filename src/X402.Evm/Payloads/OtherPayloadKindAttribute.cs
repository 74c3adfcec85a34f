using X402.Reasons;

namespace X402.Evm.Payloads;

/// <summary>A member that this record does not have and another kind of payload has: it is refused as <see cref="PaymentReasons.UnsupportedPayloadType"/>, not as malformed.</summary>
/// <param name="member">The member's name on the wire.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class OtherPayloadKindAttribute(string member) : Attribute
{
    /// <summary>The member's name on the wire.</summary>
    public string Member => member;
}
