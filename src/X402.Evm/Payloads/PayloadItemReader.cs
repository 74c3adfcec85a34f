using System.Diagnostics.CodeAnalysis;

namespace X402.Evm.Payloads;

/// <summary>Reads one item of a list.</summary>
/// <typeparam name="T">The item.</typeparam>
/// <param name="json">The reader, before the item.</param>
/// <param name="item">The item.</param>
public delegate bool PayloadItemReader<T>(ref PayloadReader json, [NotNullWhen(true)] out T? item);
