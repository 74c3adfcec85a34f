namespace X402.Evm.TypedData;

/// <summary>A member that is on the wire only: no signature covers it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class NotSignedAttribute : Attribute;
