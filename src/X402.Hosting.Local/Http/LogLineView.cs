namespace X402.Hosting.Local.Http;

internal sealed record LogLineView(int Number, string Text, bool IsError);
