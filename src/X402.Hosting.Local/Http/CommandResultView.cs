namespace X402.Hosting.Local.Http;

internal sealed record CommandResultView(bool Success, string? Message);
