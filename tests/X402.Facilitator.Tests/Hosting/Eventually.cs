namespace X402.Facilitator.Tests.Hosting;

/// <summary>Waits for something that happens in the background.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    /// <summary>Asks until the answer is yes; fails the test when it never is.</summary>
    public static async Task TrueAsync(Func<Task<bool>> ask)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_longest);
        while (!await ask())
            await Task.Delay(20, timeout.Token);
    }
}
