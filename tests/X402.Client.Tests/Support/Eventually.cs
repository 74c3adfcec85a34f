namespace X402.Client.Tests.Support;

internal static class Eventually
{
    /// <summary>Waits for what must happen; a minute is longer than the slowest machine needs.</summary>
    public static async Task IsTrueAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!condition())
            await Task.Delay(10, patience.Token);
    }
}
