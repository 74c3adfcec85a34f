namespace X402.Client;

/// <summary>The answer to a request after its redirects.</summary>
/// <param name="Response">The last answer.</param>
/// <param name="Target">Where it came from.</param>
/// <param name="ReceiptHeaders">The receipt headers of any answer on the way, or none.</param>
internal sealed record Exchange(HttpResponseMessage Response, RequestTarget Target, ReceiptHeaders ReceiptHeaders);
