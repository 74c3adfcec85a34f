using Microsoft.AspNetCore.Components;

namespace X402.Services.Payments.Components.Parts;

/// <summary>A page that shows what somebody else knows: it asks once, and again every second while it is open.</summary>
public abstract class PollingComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone = new();

    /// <summary>The clock.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Whether there is anybody to ask.</summary>
    protected virtual bool IsAvailable => true;

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task ReadAsync();

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (!IsAvailable)
            return;
        await ReadAsync();
        if (RendererInfo.IsInteractive)
            _ = FollowAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops asking.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(s_pace, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
                await InvokeAsync(async () => { await ReadAsync(); StateHasChanged(); });
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // the page was left
        }
    }
}
