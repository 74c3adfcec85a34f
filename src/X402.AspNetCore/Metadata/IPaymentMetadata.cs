namespace X402.AspNetCore;

/// <summary>What makes an endpoint a paid one. The most specific one counts: an endpoint's before its group's, an action's before its controller's.</summary>
public interface IPaymentMetadata
{
    /// <summary>The ways to pay, in the order in which they are offered; at least one.</summary>
    IReadOnlyList<PaymentOption> Options { get; }

    /// <summary>A sentence for the buyer.</summary>
    string? Description { get; }

    /// <summary>The media type of the paid answer.</summary>
    string? MimeType { get; }
}
