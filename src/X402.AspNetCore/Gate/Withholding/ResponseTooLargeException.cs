namespace X402.AspNetCore.Gate.Withholding;

/// <summary>The handler writes more than can be withheld until settlement. The gate answers <c>response_too_large</c> and charges nothing.</summary>
internal sealed class ResponseTooLargeException(long limit)
    : InvalidOperationException($"The response exceeds {limit} bytes, the most that can be withheld until its payment is settled (X402:ResponseLimit).");
