using X402.TestSupport.Stack;

namespace X402.Campaign.Chaos;

/// <summary>
/// Lets a service die at each of its kill points once: it comes back armed for the next one. Its twin is dead meanwhile, so all the work is its own.
/// </summary>
internal sealed class KillPointWalk(ChaosStack stack, Victims victims, FaultTally tally, Random random, Action<string> log)
{
    public const string Variable = "X402_KILL_POINT";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    public async Task RunAsync(string who, IReadOnlyList<ServiceProcess> pair, IReadOnlyList<string> points, CancellationToken cancellationToken)
    {
        // nobody else has begun to break anything
        if (!victims.TryTake([.. pair]))
            throw new InvalidOperationException($"A {who} is broken already.");
        var (armed, twin) = (pair[0], pair[1]);
        try
        {
            await twin.KillAsync(CancellationToken.None);
            tally.NoteKill();
            var order = points.ToArray();
            random.Shuffle(order);
            var left = new Queue<string>(order);
            while (!cancellationToken.IsCancellationRequested && left.TryDequeue(out var point))
            {
                if (!await DieAsync(who, armed, point, cancellationToken))
                    left.Enqueue(point);
            }
        }
        finally
        {
            await Task.WhenAll(armed.RestartAsync(new Dictionary<string, string?> { [Variable] = null }, CancellationToken.None), twin.RestartAsync(cancellationToken: CancellationToken.None));
            stack.Middle.Shuffle();
            stack.Front.Shuffle();
            victims.Return([.. pair]);
        }
    }

    private async Task<bool> DieAsync(string who, ServiceProcess service, string point, CancellationToken cancellationToken)
    {
        log($"walk: {who} to \"{point}\"");
        await service.RestartAsync(new Dictionary<string, string?> { [Variable] = point }, CancellationToken.None);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            await service.WaitForExitAsync(patience.Token);
            tally.NoteDeath(who, point);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
