using StackExchange.Redis;
using X402.Protocol;
using X402.Redis.Connections;
using X402.Settlement;

namespace X402.Redis.Settlement;

/// <summary>The journal's writes, each one script. What is written was decided before.</summary>
internal sealed class JournalWrites(RedisStore store, TimeProvider time)
{
    private readonly RedisKey[] _indexes = [.. Enum.GetValues<SettlementState>().Select(state => JournalKeys.Index(store, state))];

    /// <param name="record">The settlement.</param>
    /// <param name="expected">The version of the withdrawn one that it replaces; <see langword="null"/> where there must be none.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether it was written.</returns>
    public async ValueTask<bool> TryAcceptAsync(SettlementRecord record, long? expected, CancellationToken cancellationToken)
    {
        var answer = await store.EvaluateAsync(
            JournalScripts.Accept,
            [JournalKeys.Settlement(store, record.Id), _indexes[(int)SettlementState.Accepted], _indexes[(int)SettlementState.Withdrawn]],
            [
                record.Id.ToString(), expected ?? RedisValue.EmptyString, record.Version, JournalCodec.Encode(record), StoredTime.Milliseconds(record.UpdatedAt),
                PaymentCodec.EncodeForStorage(record.Request.Payload), PaymentCodec.EncodeForStorage(record.Request.Requirements),
            ],
            cancellationToken);
        return (int)answer == 1;
    }

    public async ValueTask<SigningOutcome> SignAsync(
        RelayerTransaction transaction, long fence, DateTimeOffset at, SettlementRecord[] present, SettlementRecord[] signed, CancellationToken cancellationToken)
    {
        var keys = new List<RedisKey>(6 + present.Length)
        {
            JournalKeys.Lease(store, transaction.Id.LeaseName),
            JournalKeys.Transaction(store, transaction.Id),
            JournalKeys.Open(store, transaction.Id.Network, transaction.Id.Relayer),
            JournalKeys.LastNonce(store, transaction.Id.Network, transaction.Id.Relayer),
            _indexes[(int)SettlementState.Accepted],
            _indexes[(int)SettlementState.Signed],
        };
        var values = new List<RedisValue>(4 + (4 * present.Length)) { fence, transaction.Id.Nonce, JournalCodec.Encode(transaction), StoredTime.Milliseconds(at) };
        for (var i = 0; i < present.Length; i++)
        {
            keys.Add(JournalKeys.Settlement(store, present[i].Id));
            values.AddRange([present[i].Id.ToString(), present[i].Version, signed[i].Version, JournalCodec.Encode(signed[i])]);
        }
        return (SigningOutcome)(int)await store.EvaluateAsync(JournalScripts.Sign, [.. keys], [.. values], cancellationToken);
    }

    /// <summary>Writes steps and notes which of them were written.</summary>
    public async Task AdvanceAsync(JournalStep[] steps, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var keys = new RedisKey[_indexes.Length + steps.Length];
        _indexes.CopyTo(keys, 0);
        var values = new List<RedisValue>(2 + (8 * steps.Length)) { _indexes.Length, StoredTime.Milliseconds(now - store.Options.Retention - store.Options.Retention) };
        for (var i = 0; i < steps.Length; i++)
        {
            var (from, to) = (steps[i].From, steps[i].Next);
            keys[_indexes.Length + i] = JournalKeys.Settlement(store, to.Id);
            values.AddRange([
                to.Id.ToString(), from.Version, to.Version, JournalCodec.Encode(to), StoredTime.Milliseconds(to.UpdatedAt),
                SettlementStateMachine.IsFinal(to.State) ? StoredTime.Lifetime(to.ValidBefore, now, store.Options.Retention) : 0,
                1 + (int)from.State, 1 + (int)to.State,
            ]);
        }
        var written = (int[])(await store.EvaluateAsync(JournalScripts.Advance, keys, [.. values], cancellationToken))!;
        for (var i = 0; i < steps.Length; i++)
            steps[i].IsWritten = written[i] == 1;
    }

    /// <returns>0 written, 1 lease lost, 2 changed meanwhile.</returns>
    public async ValueTask<int> WriteTransactionAsync(RelayerTransaction transaction, long version, string fence, TimeSpan lifetime, CancellationToken cancellationToken) =>
        (int)await store.EvaluateAsync(JournalScripts.WriteTransaction,
        [
            JournalKeys.Lease(store, transaction.Id.LeaseName), JournalKeys.Transaction(store, transaction.Id),
            JournalKeys.Open(store, transaction.Id.Network, transaction.Id.Relayer),
        ],
        [fence, version, version + 1, JournalCodec.Encode(transaction), transaction.Id.Nonce, (long)lifetime.TotalMilliseconds], cancellationToken);
}
