using System.Collections.Concurrent;

namespace X402.Evm.TypedData;

/// <summary>The domains of the tokens in use, whose separators take as long to compute as the rest of a digest.</summary>
/// <remarks>Names come from requests, so the number of entries is bounded; what does not fit is computed each time. Thread-safe.</remarks>
internal sealed class Eip712DomainCache(ulong chainId)
{
    private const int Capacity = 256;
    private readonly ConcurrentDictionary<(EvmAddress Contract, string Name, string Version), Eip712Domain> _domains = new();

    public Eip712Domain Get(EvmAddress contract, string name, string version)
    {
        var key = (contract, name, version);
        if (_domains.TryGetValue(key, out var domain))
            return domain;
        domain = new(name, version, chainId, contract);
        if (_domains.Count < Capacity)
            _domains.TryAdd(key, domain);
        return domain;
    }
}
