using Microsoft.Data.Sqlite;

namespace X402.Services.Payments.History;

/// <summary>Reads the history.</summary>
public sealed class PaymentQueries(PaymentHistory history)
{
    /// <summary>One payment, or null.</summary>
    public Payment? Find(string traceId)
    {
        using var query = new Query(history.Database, $"SELECT {PaymentRows.Columns} FROM payments WHERE trace = $trace");
        query.Add("$trace", traceId);
        return query.Read(PaymentRows.Payment).FirstOrDefault();
    }

    /// <summary>Everything that was told about one payment, in order.</summary>
    public IReadOnlyList<PaymentSpan> Spans(string traceId)
    {
        using var query = new Query(history.Database, $"SELECT {PaymentRows.SpanColumns} FROM spans WHERE trace = $trace ORDER BY start");
        query.Add("$trace", traceId);
        return query.Read(PaymentRows.Span);
    }

    /// <summary>What was logged for one payment, in order, 200 lines at most.</summary>
    public IReadOnlyList<PaymentLog> Logs(string traceId)
    {
        using var query = new Query(history.Database, "SELECT trace, at, severity, service, text FROM logs WHERE trace = $trace ORDER BY at LIMIT 200");
        query.Add("$trace", traceId);
        return query.Read(static row => new PaymentLog(row.GetString(0), DateTimeOffset.UnixEpoch.AddMicroseconds(row.GetInt64(1)), row.GetInt32(2), row.GetString(3), row.GetString(4)));
    }

    /// <summary>The wire documents of one payment, in order.</summary>
    public IReadOnlyList<PaymentDocument> Documents(string traceId)
    {
        using var query = new Query(history.Database, "SELECT at, service, name, header, content FROM documents WHERE trace = $trace ORDER BY at, number LIMIT 100");
        query.Add("$trace", traceId);
        return query.Read(PaymentRows.Document);
    }

    /// <summary>The trace that tells of a payment: the preferred one if it is held, else the latest that names the payment; null: none.</summary>
    public string? FindTrace(string paymentId, string? preferred)
    {
        using var query = new Query(history.Database, "SELECT trace FROM payments WHERE payment_id = $id OR trace = $trace ORDER BY trace = $trace DESC, started DESC LIMIT 1");
        query.Add("$id", paymentId);
        query.Add("$trace", preferred ?? "");
        return query.Read(static row => row.GetString(0)).FirstOrDefault();
    }

    /// <summary>The others that were settled in the same transaction.</summary>
    public IReadOnlyList<Payment> Batch(string transaction)
    {
        using var query = new Query(history.Database, $"SELECT {PaymentRows.Columns} FROM payments WHERE tx = $tx ORDER BY started LIMIT 100");
        query.Add("$tx", transaction);
        return query.Read(PaymentRows.Payment);
    }

    /// <summary>The latest transactions that settled payments, newest first.</summary>
    public IReadOnlyList<SettledBatch> Batches(int take)
    {
        // a transaction holds at most a few dozen payments, which began within a moment: the newest payments hold the newest transactions
        using var query = new Query(history.Database, """
            SELECT tx, max(started), count(*), max(block), CASE WHEN count(gas) = count(*) THEN sum(gas) END, max(relayer)
            FROM (SELECT tx, started, block, gas, relayer FROM payments WHERE outcome = 2 AND tx IS NOT NULL ORDER BY started DESC LIMIT 50 * $take)
            GROUP BY tx ORDER BY max(started) DESC LIMIT $take
            """);
        query.Add("$take", take);
        return query.Read(static row => new SettledBatch(
            row.GetString(0), DateTimeOffset.UnixEpoch.AddMicroseconds(row.GetInt64(1)), row.GetInt32(2), PaymentRows.Number(row, 3), PaymentRows.Number(row, 4), PaymentRows.Text(row, 5)));
    }

    /// <summary>Payments, newest first.</summary>
    public IReadOnlyList<Payment> List(PaymentFilter filter, int skip, int take)
    {
        using var query = new Query(history.Database, "");
        query.Text = $"SELECT {PaymentRows.Columns} FROM payments {Where(filter, query)} ORDER BY started DESC LIMIT $take OFFSET $skip";
        query.Add("$take", take);
        query.Add("$skip", skip);
        return query.Read(PaymentRows.Payment);
    }

    /// <summary>How many payments there are of each outcome; the filter's own outcome does not count.</summary>
    public IReadOnlyDictionary<PaymentOutcome, int> Count(PaymentFilter filter)
    {
        using var query = new Query(history.Database, "");
        query.Text = $"SELECT outcome, count(*) FROM payments {Where(filter, query, everyOutcome: true)} GROUP BY outcome";
        return query.Read(static row => (Outcome: (PaymentOutcome)row.GetInt32(0), Count: row.GetInt32(1))).ToDictionary(static row => row.Outcome, static row => row.Count);
    }

    /// <summary>The payments of a span of time, together where they are alike.</summary>
    /// <param name="begin">When the span begins.</param>
    /// <param name="part">How long its parts are.</param>
    public IReadOnlyList<PaymentGroup> Groups(DateTimeOffset begin, TimeSpan part)
    {
        using var query = new Query(history.Database, """
            SELECT outcome, reason, endpoint, network, asset, amount, (started - $begin) / $part AS part, count(*), coalesce(sum(gas), 0), count(gas)
            FROM payments WHERE started >= $begin GROUP BY outcome, reason, endpoint, network, asset, amount, part
            """);
        query.Add("$begin", PaymentRows.Microseconds(begin));
        query.Add("$part", PaymentRows.Microseconds(part));
        return query.Read(static row => new PaymentGroup(
            (PaymentOutcome)row.GetInt32(0), PaymentRows.Text(row, 1), PaymentRows.Text(row, 2), PaymentRows.Text(row, 3), PaymentRows.Text(row, 4), PaymentRows.Text(row, 5),
            Part(row.GetInt64(6)), row.GetInt32(7), row.GetInt64(8), row.GetInt32(9)));
    }

    /// <summary>How long each payment of a span of time took.</summary>
    /// <param name="begin">When the span begins.</param>
    /// <param name="part">How long its parts are.</param>
    public IReadOnlyList<PaymentTiming> Timings(DateTimeOffset begin, TimeSpan part)
    {
        using var query = new Query(history.Database, "SELECT (started - $begin) / $part, verify, settle, CASE outcome WHEN 2 THEN duration END FROM payments WHERE started >= $begin");
        query.Add("$begin", PaymentRows.Microseconds(begin));
        query.Add("$part", PaymentRows.Microseconds(part));
        return query.Read(static row => new PaymentTiming(Part(row.GetInt64(0)), PaymentRows.Number(row, 1), PaymentRows.Number(row, 2), PaymentRows.Number(row, 3)));
    }

    /// <summary>Every endpoint that was asked for.</summary>
    public IReadOnlyList<string> Endpoints()
    {
        using var query = new Query(history.Database, "SELECT DISTINCT endpoint FROM payments WHERE endpoint IS NOT NULL ORDER BY endpoint LIMIT 500");
        return query.Read(static row => row.GetString(0));
    }

    // clocks of senders may be wrong by any time
    private static int Part(long part) => (int)Math.Min(part, int.MaxValue);

    private static string Where(PaymentFilter filter, Query query, bool everyOutcome = false)
    {
        var conditions = new List<string>();
        if (!everyOutcome)
        {
            conditions.Add(filter.Outcome is null ? "outcome <> 0" : "outcome = $outcome");
            if (filter.Outcome is { } outcome)
                query.Add("$outcome", (int)outcome);
        }

        if (!string.IsNullOrWhiteSpace(filter.Endpoint))
        {
            conditions.Add("endpoint = $endpoint");
            query.Add("$endpoint", filter.Endpoint);
        }

        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            conditions.Add("search LIKE $search ESCAPE '\\'");
            query.Add("$search", Text.Contains(filter.Search));
        }

        if (filter.Since is { } since)
        {
            conditions.Add("started >= $since");
            query.Add("$since", PaymentRows.Microseconds(since));
        }

        return conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";
    }

    private sealed class Query : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _command;

        public Query(HistoryDatabase database, string text)
        {
            _connection = database.Open();
            _command = _connection.CreateCommand();
            Text = text;
        }

        public string Text
        {
#pragma warning disable CA2100 // conditions are constants of the class above; values are parameters
            set => _command.CommandText = value;
#pragma warning restore CA2100
        }

        public void Add(string name, object value) => _command.Parameters.AddWithValue(name, value);

        public List<T> Read<T>(Func<SqliteDataReader, T> read)
        {
            using var rows = _command.ExecuteReader();
            var list = new List<T>();
            while (rows.Read())
                list.Add(read(rows));
            return list;
        }

        public void Dispose()
        {
            _command.Dispose();
            _connection.Dispose();
        }
    }
}
