using Microsoft.AspNetCore.Components;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Components.Parts;

/// <summary>A page that follows the history: it reads again when something has changed, but not more often than an eye can follow.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan s_age = TimeSpan.FromSeconds(10);

    private int _pending;
    private bool _disposed;

    /// <summary>The changes.</summary>
    [Inject]
    protected PaymentFeed Feed { get; set; } = null!;

    /// <summary>The clock.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>The shortest time between two readings.</summary>
    protected virtual TimeSpan Pace => TimeSpan.FromMilliseconds(400);

    /// <summary>Whether the page tells how long ago something was: then it is read again now and then, even if nothing happens.</summary>
    protected virtual bool Ages => false;

    /// <summary>Whether changes of these traces matter here; none of them: only measurements are new.</summary>
    protected virtual bool Concerns(IReadOnlyCollection<string> traces) => traces is { Count: > 0 };

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task ReadAsync();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (!RendererInfo.IsInteractive)
            return;
        Feed.Changed += OnChanged;
        if (Ages)
            _ = AgeAsync();
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => ReadAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops following.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _disposed = true;
        Feed.Changed -= OnChanged;
    }

    private async Task AgeAsync()
    {
        using var timer = new PeriodicTimer(s_age, Time);
        while (!_disposed && await timer.WaitForNextTickAsync())
            await ReadAgainAsync();
    }

    private void OnChanged(IReadOnlyCollection<string> traces)
    {
        if (Concerns(traces) && Interlocked.Exchange(ref _pending, 1) == 0)
            _ = RefreshAsync();
    }

    private async Task RefreshAsync()
    {
        await Task.Delay(Pace, Time);
        Interlocked.Exchange(ref _pending, 0);
        await ReadAgainAsync();
    }

    private async Task ReadAgainAsync()
    {
        try
        {
            await InvokeAsync(async () =>
            {
                if (_disposed)
                    return;
                await ReadAsync();
                StateHasChanged();
            });
        }
        catch (ObjectDisposedException)
        {
            // the browser has gone in the meantime
        }
    }
}
