using X402.Redis.Connections;

namespace X402.Redis.Ledger;

/// <summary>The changes of payments.</summary>
internal sealed class LedgerSignals(RedisStore store) : ChangeSignals(store, "ledger:changed");
