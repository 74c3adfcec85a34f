namespace Benchmarks.Macro.Load;

/// <summary>One HTTP answer. The body is valid until the connection's next request.</summary>
internal readonly record struct RawAnswer(int Status, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body);
