using StackExchange.Redis;

namespace X402.Redis.Connections;

/// <summary>A record's place in an index.</summary>
/// <param name="Id">The record.</param>
/// <param name="Score">When it was written last, in milliseconds.</param>
/// <param name="Index">The index.</param>
internal readonly record struct IndexEntry(string Id, double Score, RedisKey Index);
