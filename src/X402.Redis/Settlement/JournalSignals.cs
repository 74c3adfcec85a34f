using X402.Redis.Connections;

namespace X402.Redis.Settlement;

/// <summary>The changes of settlements.</summary>
internal sealed class JournalSignals(RedisStore store) : ChangeSignals(store, "journal:changed");
