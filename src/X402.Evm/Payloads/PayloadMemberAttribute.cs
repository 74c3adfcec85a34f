using X402.Reasons;

namespace X402.Evm.Payloads;

/// <summary>What is special about a member of a payload.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PayloadMemberAttribute : Attribute
{
    /// <summary>The member of <see cref="PaymentReasons"/> to refuse with when this one is missing or malformed; by default <see cref="PaymentReasons.InvalidPayload"/>.</summary>
    public string? Reason { get; set; }

    /// <summary>The fewest bytes of a <c>ReadOnlyMemory&lt;byte&gt;</c>.</summary>
    public int MinBytes { get; set; }

    /// <summary>The most bytes of a <c>ReadOnlyMemory&lt;byte&gt;</c>; 0 stands for <see cref="PayloadReader.MaxBytes"/>.</summary>
    public int MaxBytes { get; set; }
}
