using System.Globalization;
using X402.TestSupport.Network;
using X402.TestSupport.Stack;

namespace X402.Campaign.Chaos;

/// <summary>Breaks things, one after the other, and repairs each of them. Several saboteurs break several things at once.</summary>
internal sealed class Saboteur(ChaosStack stack, Victims victims, FaultTally tally, Random random, Action<string> log)
{
    private const int DeepestReorganisation = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(12);

    private (int Weight, Func<CancellationToken, Task<bool>> Fault)[] Faults =>
    [
        (10, token => KillAsync("facilitator", [Pick(stack.Facilitators)], token)),
        (10, token => KillAsync("resource server", [Pick(stack.Shops)], token)),
        (4, token => KillAsync("both facilitators", stack.Facilitators, token)),
        (4, token => KillAsync("both resource servers", stack.Shops, token)),
        (2, token => KillAsync("all services", [.. stack.Facilitators, .. stack.Shops], token)),
        (12, _ => KillAtPointAsync(KillPointNames.FacilitatorName, stack.Facilitators, KillPointNames.Facilitator)),
        (12, _ => KillAtPointAsync(KillPointNames.ShopName, stack.Shops, KillPointNames.Shop)),
        (6, KillRedisAsync),
        (3, token => FreezeAsync("facilitator", Pick(stack.Facilitators), token)),
        (3, token => FreezeAsync("resource server", Pick(stack.Shops), token)),
        (2, FreezeRedisAsync),
        (5, token => CutAsync("chain", stack.Rpc, token)),
        (4, token => CutAsync("facilitators", stack.Middle, token)),
        (3, token => CutAsync("resource servers", stack.Front, token)),
        (3, ReorganiseAsync),
    ];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var faults = Faults;
        var sum = faults.Sum(static fault => fault.Weight);
        while (!cancellationToken.IsCancellationRequested)
        {
            var draw = random.Next(sum);
            var chosen = 0;
            while ((draw -= faults[chosen].Weight) >= 0)
                chosen++;
            try
            {
                // somebody else breaks it already: another one
                if (!await faults[chosen].Fault(cancellationToken))
                    await Task.Delay(20, cancellationToken);
                await Task.Delay(random.Next(1_000), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // enough is broken
            }
        }
    }

    private async Task<bool> KillAsync(string who, IReadOnlyList<ServiceProcess> services, CancellationToken cancellationToken)
    {
        if (!victims.TryTake([.. services]))
            return false;
        try
        {
            Note($"kill -9 {who}");
            foreach (var service in services)
                await KillAsync(service);
            await Task.Delay(random.Next(2_000), CancellationToken.None);
            await Task.WhenAll(services.Select(static service => service.RestartAsync()));
            Shuffle();
            return true;
        }
        finally
        {
            victims.Return([.. services]);
        }
    }

    // The other one dies too, so that the armed one gets the work; which of them comes back first is chance.
    private async Task<bool> KillAtPointAsync(string who, IReadOnlyList<ServiceProcess> pair, IReadOnlyList<string> points)
    {
        if (!victims.TryTake([.. pair]))
            return false;
        try
        {
            var armed = Pick(pair);
            var other = pair[0] == armed ? pair[1] : pair[0];
            var point = Pick(points);
            var times = random.Next(1, 6);
            log($"kill -9 {who} at \"{point}\"");
            await KillAsync(armed);
            await armed.RestartAsync(new Dictionary<string, string?> { [KillPointWalk.Variable] = string.Create(CultureInfo.InvariantCulture, $"{point}:{times}") }, CancellationToken.None);
            await KillAsync(other);
            await other.RestartAsync(cancellationToken: CancellationToken.None);
            Shuffle();
            using var patience = new CancellationTokenSource(s_patience);
            try
            {
                await armed.WaitForExitAsync(patience.Token);
                tally.NoteDeath(who, point);
            }
            catch (OperationCanceledException)
            {
                // nothing came by
                tally.Note($"(a {who} never came to its point)");
                await KillAsync(armed);
            }
            await armed.RestartAsync(new Dictionary<string, string?> { [KillPointWalk.Variable] = null }, CancellationToken.None);
            return true;
        }
        finally
        {
            victims.Return([.. pair]);
        }
    }

    private async Task<bool> KillRedisAsync(CancellationToken cancellationToken)
    {
        if (!victims.TryTake(stack.Redis))
            return false;
        try
        {
            Note("kill -9 Redis");
            await stack.Redis.KillAsync(CancellationToken.None);
            tally.NoteKill();
            await Task.Delay(random.Next(2_000), CancellationToken.None);
            await stack.Redis.RestartAsync(CancellationToken.None);
            return true;
        }
        finally
        {
            victims.Return(stack.Redis);
        }
    }

    // longer than every lease: whoever wakes up believes that it still owns what others have taken over
    private async Task<bool> FreezeAsync(string who, ServiceProcess service, CancellationToken cancellationToken)
    {
        if (!victims.TryTake(service))
            return false;
        try
        {
            Note($"freeze {who}");
            service.Pause();
            await Task.Delay(random.Next(3_000, 8_000), CancellationToken.None);
            service.Resume();
            return true;
        }
        finally
        {
            victims.Return(service);
        }
    }

    private async Task<bool> FreezeRedisAsync(CancellationToken cancellationToken)
    {
        if (!victims.TryTake(stack.Redis))
            return false;
        try
        {
            Note("freeze Redis");
            stack.Redis.Pause();
            await Task.Delay(random.Next(500, 5_000), CancellationToken.None);
            stack.Redis.Resume();
            return true;
        }
        finally
        {
            victims.Return(stack.Redis);
        }
    }

    private async Task<bool> CutAsync(string what, TcpLink link, CancellationToken cancellationToken)
    {
        if (!victims.TryTake(link))
            return false;
        try
        {
            var fault = (LinkFault)random.Next((int)LinkFault.Refuse, (int)LinkFault.Delay + 1);
            Note($"way to {what}: {fault}");
            link.Break(fault, TimeSpan.FromMilliseconds(random.Next(50, 800)));
            await Task.Delay(random.Next(500, 6_000), CancellationToken.None);
            link.Heal();
            return true;
        }
        finally
        {
            victims.Return(link);
        }
    }

    private async Task<bool> ReorganiseAsync(CancellationToken cancellationToken)
    {
        if (!victims.TryTake(stack.Chain))
            return false;
        try
        {
            var depth = random.Next(1, DeepestReorganisation + 1);
            Note(string.Create(CultureInfo.InvariantCulture, $"reorganisation of {depth} blocks"));
            await stack.Chain.ReorganiseAsync(depth, CancellationToken.None);
            // one after the other must not become a deep one
            await Task.Delay(TimeSpan.FromSeconds(ChaosStack.FinalityDepth + 3), CancellationToken.None);
            return true;
        }
        finally
        {
            victims.Return(stack.Chain);
        }
    }

    private async Task KillAsync(ServiceProcess service)
    {
        await service.KillAsync();
        tally.NoteKill();
    }

    // what came back gets its share of the work
    private void Shuffle()
    {
        stack.Middle.Shuffle();
        stack.Front.Shuffle();
    }

    private void Note(string fault)
    {
        tally.Note(fault);
        log(fault);
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
