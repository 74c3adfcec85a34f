namespace X402.Evm.Payloads;

/// <summary>The optional <c>IReadOnlyDictionary&lt;string, JsonElement&gt;?</c> that keeps what this version does not know, so that it is written again.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class UnknownMembersAttribute : Attribute;
