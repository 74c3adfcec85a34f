namespace X402.Hosting.Local.Http;

internal sealed record UrlView(string Url, string? Text);
