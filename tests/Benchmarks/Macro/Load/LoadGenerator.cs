using System.Diagnostics;
using System.Text;

namespace Benchmarks.Macro.Load;

/// <summary>Carries out a <see cref="LoadPlan"/>.</summary>
internal static class LoadGenerator
{
    public static async Task<LoadRun> RunAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var run = new Run(plan);
        var connections = new RawConnection[plan.Callers];
        for (var i = 0; i < connections.Length; i++)
            connections[i] = await RawConnection.OpenAsync(plan.Targets[i % plan.Targets.Count], cancellationToken);
        try
        {
            var started = Stopwatch.GetTimestamp();
            run.Start(started);
            var callers = new Task<List<(long At, double Milliseconds)>>[connections.Length];
            for (var i = 0; i < callers.Length; i++)
            {
                var connection = connections[i];
                callers[i] = Task.Run(() => run.CallAsync(connection, cancellationToken), cancellationToken);
            }
            var answers = (await Task.WhenAll(callers)).SelectMany(static own => own).ToArray();
            return new(started, Stopwatch.GetTimestamp(), answers, run.Failed, run.FirstFailure);
        }
        finally
        {
            foreach (var connection in connections)
                connection.Dispose();
        }
    }

    private sealed class Run(LoadPlan plan)
    {
        private readonly byte[] _contains = Encoding.UTF8.GetBytes(plan.Contains);
        private long _started;
        private int _next = -1;
        private int _failed;

        public int Failed => _failed;

        public string? FirstFailure { get; private set; }

        public void Start(long started) => _started = started;

        public async Task<List<(long At, double Milliseconds)>> CallAsync(RawConnection connection, CancellationToken cancellationToken)
        {
            var answers = new List<(long At, double Milliseconds)>(256);
            while (true)
            {
                var index = Interlocked.Increment(ref _next);
                if ((!plan.Repeats && index >= plan.Requests.Count) || (plan.Duration is { } duration && Stopwatch.GetElapsedTime(_started) >= duration))
                    return answers;
                var began = plan.Rate is { } rate ? await WaitForTurnAsync(index / rate, cancellationToken) : Stopwatch.GetTimestamp();
                var answer = await connection.SendAsync(plan.Requests[index % plan.Requests.Count], cancellationToken);
                var now = Stopwatch.GetTimestamp();
                if (answer.Status == plan.Status && answer.Body.Span.IndexOf(_contains) >= 0)
                    answers.Add((now, Stopwatch.GetElapsedTime(began, now).TotalMilliseconds));
                else if (Interlocked.Increment(ref _failed) == 1)
                    FirstFailure = $"{answer.Status} {Encoding.UTF8.GetString(answer.Head.Span)}\n{Encoding.UTF8.GetString(answer.Body.Span)}";
            }
        }

        // A caller who is late because the server was is measured from its turn on; one who overslept is not the server's fault.
        private async ValueTask<long> WaitForTurnAsync(double seconds, CancellationToken cancellationToken)
        {
            var turn = _started + (long)(seconds * Stopwatch.Frequency);
            var early = turn - Stopwatch.GetTimestamp();
            if (early <= 0)
                return turn;
            await Task.Delay(TimeSpan.FromSeconds((double)early / Stopwatch.Frequency), cancellationToken);
            return Stopwatch.GetTimestamp();
        }
    }
}
