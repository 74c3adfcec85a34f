namespace X402.AspNetCore.Paywall;

/// <summary>A page as it is sent.</summary>
/// <param name="Html">The document, UTF-8. Every value that is not your own must be encoded: descriptions and URLs are hostile until shown otherwise.</param>
/// <param name="ContentSecurityPolicy">The value of <c>Content-Security-Policy</c>.</param>
public sealed record PaywallDocument(ReadOnlyMemory<byte> Html, string ContentSecurityPolicy);
