namespace X402.Evm.Payloads;

/// <summary>
/// A partial record that is, or is part of, a scheme's <c>payload</c>. Its primary constructor's parameters are the members, in camel case;
/// <c>TryRead</c>, <c>TryReadFrom</c>, <c>ToJson</c> and <c>WriteTo</c> are generated.
/// </summary>
/// <remarks>
/// All members are required. Numbers of type UInt256 are strings of decimal digits and those of type <see langword="ulong"/> are JSON numbers;
/// addresses, hashes and bytes are hexadecimal strings. Members that are not known are skipped, unless <see cref="UnknownMembersAttribute"/>
/// keeps them; a member that appears twice is refused.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class PaymentPayloadRecordAttribute : Attribute;
